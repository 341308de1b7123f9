/// A User-Agent header in lower case, made comparable once for all rules.
///
/// Only the first 512 bytes count: no mail program sends more, and a hit must stay cheap whatever a stranger sends.
struct AgentText: Sendable {
    private let bytes: [UInt8]

    var isEmpty: Bool { bytes.isEmpty }

    init(_ header: String?) {
        let lowered = (header ?? "").utf8.prefix(512).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let start = lowered.drop(while: blank)
        bytes = Array(start.prefix(start.count - start.reversed().prefix(while: blank).count))
    }

    /// Whether the whole text is this one, which is written in lower case.
    func equals(_ text: String) -> Bool {
        bytes.elementsEqual(text.utf8)
    }

    /// Whether this part, which is written in lower case, stands anywhere in the text.
    func contains(_ part: String) -> Bool {
        let part = part.utf8
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { start in
            bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part)
        }
    }
}
