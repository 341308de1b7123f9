/// The content files that earlier runs copied, by name and size; small, since a ledger may have millions.
struct KnownContents {
    /// The first 128 bits of a name, which is a keyed hash in hexadecimal: no two contents share them.
    private struct Name: Hashable {
        var high: UInt64
        var low: UInt64
    }

    private var sizes: [Name: UInt32] = [:]
    private var others: [String: Int] = [:]

    /// Takes note of a file.
    mutating func insert(_ name: String, size: Int) {
        if let short = Self.short(name), let size = UInt32(exactly: size) {
            sizes[short] = size
        } else {
            others[name] = size
        }
    }

    /// Whether a file of this name and size was noted.
    func holds(_ name: String, size: Int) -> Bool {
        guard let short = Self.short(name) else { return others[name] == size }
        return sizes[short].map { Int($0) == size } ?? (others[name] == size)
    }

    /// A name of the form `ab/ab…` cut short; nil for any other.
    private static func short(_ name: String) -> Name? {
        let digits = name.utf8.dropFirst(3)
        guard
            name.utf8.count == 67, name.hasPrefix("\(name.dropFirst(3).prefix(2))/"),
            let high = UInt64(Substring(digits.prefix(16)), radix: 16),
            let low = UInt64(Substring(digits.dropFirst(16).prefix(16)), radix: 16)
        else { return nil }
        return Name(high: high, low: low)
    }
}
