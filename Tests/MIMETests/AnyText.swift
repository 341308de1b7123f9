import SeededNumbers

extension SeededGenerator {
    /// Text of any scalars but NUL; with `oneLine`, without control characters too.
    mutating func text(upTo length: Int, oneLine: Bool) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            let value: UInt32 =
                switch Int.random(in: 0..<8, using: &self) {
                case 0: [0x0A, 0x0D, 0x09, 0x20].randomElement(using: &self) ?? 0x20
                case 1...4: .random(in: 0x01...0x7F, using: &self)
                case 5, 6: .random(in: 0x80...0x2FFF, using: &self)
                default: .random(in: 0x3000...0x10FFFF, using: &self)
                }
            guard let scalar = Unicode.Scalar(value), !oneLine || scalar.properties.generalCategory != .control else {
                continue
            }
            text.append(scalar)
        }
        return String(text)
    }
}
