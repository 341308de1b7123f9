/// Walks over the bytes of an entry, taking what is expected next.
struct EntryReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { place == bytes.count }

    /// Takes exactly this text, or nothing.
    mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for offset in 0..<count where bytes[place + offset] != literal.utf8Start[offset] { return false }
        place += count
        return true
    }

    /// Takes what stands before the next quotation mark; the mark itself stays.
    mutating func takeText() -> String? {
        guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        defer { place = end }
        return String(decoding: bytes[place..<end], as: UTF8.self)
    }

    /// Takes an id in the form of a UUID.
    mutating func takeID() -> OpaqueID? {
        takeText().flatMap { OpaqueID($0) }
    }

    /// Takes a whole number.
    mutating func takeInteger() -> Int64? {
        let end = bytes[place...].firstIndex {
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) && $0 != UInt8(ascii: "-")
        }
        guard let end, let number = Int64(String(decoding: bytes[place..<end], as: UTF8.self)) else { return nil }
        place = end
        return number
    }
}
