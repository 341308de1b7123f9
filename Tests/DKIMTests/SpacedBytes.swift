import SeededNumbers

extension SeededGenerator {
    /// Bytes of which many are spaces and line ends.
    mutating func spacedBytes(upTo length: Int) -> [UInt8] {
        (0..<Int.random(in: 0...length, using: &self)).map { _ in
            [0x20, 0x20, 0x09, 0x0D, 0x0A, 0x0D, 0x0A, 0x41, 0x62, 0xC3].randomElement(using: &self) ?? 0x20
        }
    }
}
