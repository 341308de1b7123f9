import Foundation
import Ledger

/// What a provider answered.
struct ProviderAnswer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// The server's name.
    let server: String

    /// The first header of a name, in any case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as JSON; nil where it is none of this shape.
    func json<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }

    /// The start of the body as a report keeps it: one line, and none of the secrets that were sent.
    func text(masking secrets: [String]) -> String {
        let start = String(decoding: body.prefix(2000), as: UTF8.self)
        let line = start.split { $0.isWhitespace }.joined(separator: " ")
        let masked = secrets.filter { $0.utf8.count >= 4 }.reduce(line) { $0.replacing($1, with: "****") }
        return String(masked.unicodeScalars.filter { $0.properties.generalCategory != .control }.map(Character.init))
    }

    /// When the provider wants to be asked again (RFC 9110 §10.2.3), at most a day from now; nil where it does not say.
    ///
    /// Some say it in a header of their own, as the second at which a limit starts anew.
    func retryAt(now: Timestamp) -> Timestamp? {
        if let text = header("Retry-After") {
            if let seconds = Double(text) { return Self.bounded(now.adding(seconds: seconds), now) }
            return Self.httpDate(text).map { Self.bounded($0, now) }
        }
        guard let text = header("X-RateLimit-Reset"), let number = Int64(text), number > 0 else { return nil }
        // Where it is no second since 1970 it is how many seconds are left.
        let moment =
            number > 1_000_000_000
            ? Timestamp(microseconds: number.multipliedReportingOverflow(by: 1_000_000).partialValue)
            : now.adding(seconds: Double(number))
        return Self.bounded(moment, now)
    }

    private static func bounded(_ moment: Timestamp, _ now: Timestamp) -> Timestamp {
        min(max(moment, now.adding(seconds: 1)), now.adding(seconds: 86_400))
    }

    private static func httpDate(_ text: String) -> Timestamp? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { Timestamp(microseconds: Int64($0.timeIntervalSince1970) * 1_000_000) }
    }
}
