/// Names of letters, digits and underscores that do not begin with a digit.
enum ASCIIName {
    /// The name with every byte that may not stand in it replaced by an underscore; unchanged if there is none.
    static func sanitized(_ name: String, alsoAllowing extra: UInt8? = nil) -> String {
        let allowed: (UInt8) -> Bool = { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: byte == extra
            }
        }
        let startsWell = name.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
        if startsWell, name.utf8.allSatisfy(allowed) { return name }
        let bytes = name.utf8.map { allowed($0) ? $0 : UInt8(ascii: "_") }
        return (startsWell ? "" : "_") + String(decoding: bytes, as: UTF8.self)
    }
}
