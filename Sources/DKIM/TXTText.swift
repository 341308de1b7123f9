/// The text of a TXT record, and the strings of at most 255 bytes that it is published as (RFC 1035 §3.3.14).
package struct TXTText: Hashable, Sendable {
    /// The whole text, as readers see it: the strings joined without anything between them (RFC 7208 §3.3).
    package let text: String

    /// Takes a text.
    package init(_ text: String) {
        self.text = text
    }

    /// The strings to publish.
    package var strings: [String] {
        let bytes = Array(text.utf8)
        return stride(from: 0, to: max(1, bytes.count), by: 255).map { start in
            String(decoding: bytes[start..<min(start + 255, bytes.count)], as: UTF8.self)
        }
    }

    /// The strings as a zone file has them: quoted, with a space between.
    package var zoneText: String {
        strings.map { string in
            let escaped = string.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\""
        }.joined(separator: " ")
    }
}
