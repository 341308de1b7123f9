import MIME

/// Explains a mail that came back: what it is, and what it says about each recipient.
///
/// Never fails, and takes time and memory in proportion to the mail alone. What has a structure goes first (RFC 3464,
/// RFC 5965, RFC 8098), then the words of a mail system that name a failing recipient, and only then headers such as
/// Auto-Submitted, which many mail systems put on real bounces.
///
/// - Parameters:
///   - mail: The mail as received; a first line of an mbox file is passed over.
///   - rules: The rules that decide the classes.
/// - Returns: What it is; ``ReportKind/notAReport`` for whatever cannot be read.
package func explainReport(_ mail: [UInt8], rules: ReportRules = .current) -> ReportExplanation {
    guard let parsed = parsedMail(mail) else {
        return ReportExplanation(kind: .notAReport, ruleSetVersion: rules.version)
    }
    var explainer = ReportExplainer(parsed, mail, rules: rules)
    return explainer.explain()
}

/// The mail taken apart; of a large one, and of one that crosses a bound, its beginning, as the report comes first in it.
func parsedMail(_ bytes: [UInt8]) -> ParsedMail? {
    let mail = withoutMboxLine(bytes)
    for length in [min(mail.count, 4 << 20), 256 << 10, 32 << 10, 8 << 10] where length <= mail.count {
        let beginning = Array(mail.prefix(length))
        if let parsed = try? ParsedMail(parsing: beginning, limit: 64 << 20) { return parsed }
    }
    return nil
}

private func withoutMboxLine(_ mail: [UInt8]) -> [UInt8] {
    var rest = mail.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    for prefix in ["From ", ">From "] where rest.starts(with: prefix.utf8) {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[min(line.endIndex + 1, rest.endIndex)...]
    }
    return Array(rest)
}
