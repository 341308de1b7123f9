/// The same numbers for the same seed, so that a failing case can be run again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

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

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in .random(in: 0...255, using: &self) }
    }
}
