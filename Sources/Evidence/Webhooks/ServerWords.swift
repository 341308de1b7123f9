import Mail

/// The codes at the beginning of a server's answer, such as `550 5.1.1 no such user`.
struct ServerWords {
    /// The reply code (RFC 5321 §4.2).
    var code: Int?
    /// The enhanced status code (RFC 3463).
    var status: String?

    /// Reads what stands at the beginning; what does not stand there is nil.
    init(_ words: String?) {
        var rest = (words ?? "")[...].drop { $0 == " " }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        if digits.count == 3, let number = Int(digits), (200...599).contains(number) {
            code = number
            rest = rest.dropFirst(3).drop { $0 == " " || $0 == "-" }
        }
        status = Self.status(rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
    }

    /// An enhanced status code; nil for a text that is none.
    static func status(_ text: some StringProtocol) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard
            parts.count == 3, let first = parts.first, ["2", "4", "5"].contains(String(first)),
            parts.dropFirst().allSatisfy({ (1...3).contains($0.utf8.count) && Int($0) != nil })
        else { return nil }
        return String(text)
    }
}

extension FailureClass {
    /// What an enhanced status code says by itself; nil where it leaves the class open.
    ///
    /// The subject (RFC 3463 §3) tells more than the leading 4 or 5: a full mailbox stays soft, and a policy refusal blocked,
    /// however final the server puts it.
    static func of(status: String?) -> FailureClass? {
        let parts = (status ?? "").split(separator: ".").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return switch (parts[0], parts[1], parts[2]) {
        case (5, 1, 7), (5, 1, 8): .blocked
        case (5, 1, 1...4), (5, 1, 6), (5, 1, 10), (5, 4, 4): .hard
        case (_, 2, 2), (_, 2, 3), (_, 3, _), (_, 4, _): .soft
        case (_, 7, _), (_, 6, _): .blocked
        case (4, _, _): .soft
        default: nil
        }
    }
}
