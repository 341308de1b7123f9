import Ledger
import MIME

/// A mail that somebody or something brought, before it is known what it is.
package struct IncomingMail: Sendable {
    /// How it came, see `ReportReceived.source`.
    package var source: String
    /// The mail, headers first.
    package var bytes: [UInt8]
    /// Whether it is kept even if it is no report and fits no message, as what somebody brings on purpose is.
    package var isKeptAnyway: Bool

    /// The most bytes of a mail that are taken.
    package static let largest = 20 << 20

    /// Takes a mail over.
    package init(source: String, bytes: [UInt8], isKeptAnyway: Bool = false) {
        self.source = source
        self.bytes = bytes
        self.isKeptAnyway = isKeptAnyway
    }

    /// Takes over a mail with its envelope, which is written on top of it as a delivering server would.
    package init(source: String, bytes: [UInt8], sender: String, recipients: [String]) {
        let lines = ["Return-Path: <\(sender)>"] + recipients.map { "Delivered-To: \($0)" }
        self.init(source: source, bytes: Array((lines.joined(separator: "\r\n") + "\r\n").utf8) + bytes)
    }
}

extension IncomingMail {
    /// What the same mail is known by, by whatever way it comes again.
    ///
    /// Headers that servers add on the way, and line ends, make no difference; Message-ID, Date, From and the body do.
    var key: [UInt8] {
        let lineFeed = UInt8(ascii: "\n")
        let plain = bytes.filter { $0 != UInt8(ascii: "\r") }
        var named: [[UInt8]] = []
        var rest = plain[...]
        var isTaken = false
        while !rest.isEmpty {
            let line = rest.prefix { $0 != lineFeed }
            rest = rest.dropFirst(line.count + 1)
            guard let first = line.first else { break }
            if first != UInt8(ascii: " "), first != UInt8(ascii: "\t") {
                let name = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
                isTaken = ["message-id", "date", "from"].contains(name)
            }
            if isTaken { named.append(Array(line)) }
        }
        while rest.last == lineFeed { rest.removeLast() }
        return Hash(of: LengthPrefixed.join(named + [Array(rest)])).bytes
    }

    /// When it was written, as far as it says so; never after it came.
    func written(receivedAt moment: Timestamp) -> Timestamp {
        date.map { min($0, moment) } ?? moment
    }

    /// When the mail says it was written; nil where it does not say so.
    private var date: Timestamp? {
        let head = bytes.prefix(65_536)
        guard
            let mail = try? ParsedMail(parsing: Array(head), limit: head.count + 1),
            let seconds = mail.value(of: "Date").flatMap({ mailDate($0) }),
            (0..<4_000_000_000).contains(seconds)
        else { return nil }
        return Timestamp(microseconds: seconds * 1_000_000)
    }
}
