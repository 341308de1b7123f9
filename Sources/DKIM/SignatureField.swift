import Foundation

/// The text of a DKIM-Signature field, folded so that its lines have at most 76 columns.
///
/// A domain or selector that is longer than a line cannot be folded and stands on a line of its own.
struct SignatureField {
    static let name = "DKIM-Signature"
    private static let width = 76
    private var lines: [String]

    /// Writes all tags but the value of `b=`, which is the last.
    init(
        algorithm: DKIMKey.Algorithm,
        domain: String,
        selector: String,
        seconds: Int64,
        headers: [String],
        bodyHash: [UInt8]
    ) {
        lines = ["\(Self.name):"]
        let tags = [
            "v=1;", "a=\(algorithm.signatureName);", "c=relaxed/relaxed;", "d=\(domain);", "s=\(selector);",
            "t=\(seconds);",
        ]
        for tag in tags { append(" " + tag, onNewLine: " " + tag) }
        for (index, header) in headers.enumerated() {
            let text = header + (index == headers.count - 1 ? ";" : ":")
            append(index == 0 ? " h=\(text)" : text, onNewLine: index == 0 ? " h=\(text)" : " \(text)")
        }
        let hash = " bh=\(Data(bodyHash).base64EncodedString());"
        append(hash, onNewLine: hash)
        append(" b=", onNewLine: " b=")
    }

    private mutating func append(_ text: String, onNewLine alternative: String) {
        let last = lines.count - 1
        if lines[last].utf8.count + text.utf8.count <= Self.width {
            lines[last] += text
        } else {
            lines.append(alternative)
        }
    }

    /// What is hashed of the field itself: all of it, `b=` empty, without a line end (RFC 6376 §3.7).
    var canonical: [UInt8] {
        let text = lines.joined(separator: "\r\n")
        return RelaxedHeader.field(name: Self.name.lowercased(), value: text.utf8.dropFirst(Self.name.utf8.count + 1))
    }

    /// The finished field with its line end.
    func bytes(signature: [UInt8]) -> [UInt8] {
        var result = lines.joined(separator: "\r\n")
        var column = lines.last?.utf8.count ?? 0
        for digit in Data(signature).base64EncodedString() {
            if column == Self.width {
                result += "\r\n "
                column = 1
            }
            result.append(digit)
            column += 1
        }
        return Array((result + "\r\n").utf8)
    }
}
