/// Base32 in lower case without padding (RFC 4648 §6), for whole groups of five bytes.
enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// Eight characters for each five bytes; a last, smaller group is not written.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, through: bytes.count - 5, by: 5) {
            let group = bytes[start..<start + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for shift in stride(from: 35, through: 0, by: -5) {
                text.append(alphabet[Int(group >> UInt64(shift) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of whole groups; nil for another character, or a length that eight does not divide.
    static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 8) else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 8) {
            var group: UInt64 = 0
            for character in characters[start..<start + 8] {
                guard let value = alphabet.firstIndex(of: character) else { return nil }
                group = group << 5 | UInt64(value)
            }
            for shift in stride(from: 32, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt64(shift)))
            }
        }
        return bytes
    }
}
