/// Makes malformed mails out of real ones: cut, repeated, spliced, and with bytes and words put where none belong.
struct Mutator {
    private var random: SplitMix64
    private let corpus: [[UInt8]]

    /// What breaks parsers: boundaries, encodings, numbers and brackets in odd places.
    private static let words: [[UInt8]] = [
        "\r\n", "\r\n\r\n", "\n\n", "\r", "\0", "--", "\r\n--", "--\r\n", "boundary=", "boundary=\"\"",
        "multipart/report",
        "message/rfc822", "message/delivery-status", "message/disposition-notification", "message/feedback-report",
        "Content-Type: ", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
        "=?utf-8?B?", "=?utf-8?Q?=", "?=", "charset=utf-7", "charset=\u{1}", "Final-Recipient: rfc822;",
        "Action: failed",
        "Status: 5.", "Status: 999999999999999999999.1.1", "Diagnostic-Code: smtp;", "<", ">", "<<<<", "@", "@@", "(",
        "((((",
        ")", "\"", "\\", ";", ",", "=", "=\r\n", "=00", "=FF", "\u{FEFF}", "\u{202E}", "é", "550 5.1.1", "-1", "421",
        "X-Failed-Recipients: ", "Auto-Submitted: ", "Subject: ", "From MAILER-DAEMON\n", "&#x110000;", "<html>", "<br",
        "&lt;", "\t", " ", "%s%n", "+0000", "99999999",
    ].map { Array($0.utf8) }

    init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        random = SplitMix64(state: seed)
    }

    /// The next input, at most `limit` bytes.
    mutating func next(limit: Int) -> [UInt8] {
        var mail = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...8, using: &random) { mutate(&mail) }
        return Array(mail.prefix(limit))
    }

    private mutating func mutate(_ mail: inout [UInt8]) {
        let here = range(in: mail)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: mail.removeSubrange(here)
        case 1: mail.insert(contentsOf: mail[here], at: here.lowerBound)
        case 2: mail.replaceSubrange(here, with: Self.words.randomElement(using: &random) ?? [])
        case 3: mail.insert(contentsOf: Self.words.randomElement(using: &random) ?? [], at: here.lowerBound)
        case 4: mail = Array(mail.prefix(here.upperBound))
        case 5:
            let other = corpus.randomElement(using: &random) ?? []
            mail.replaceSubrange(here, with: other[range(in: other)])
        case 6:
            let count = 1 << Int.random(in: 0...12, using: &random)
            let piece = mail[here].prefix(64)
            mail.insert(contentsOf: Array(repeating: piece, count: count).joined().prefix(1 << 16), at: here.lowerBound)
        case 7: for index in here.prefix(16) { mail[index] = UInt8.random(in: 0...255, using: &random) }
        default: for index in here.prefix(4) { mail[index] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }

    private mutating func range(in mail: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...mail.count, using: &random)
        let length = 1 << Int.random(in: 0...10, using: &random)
        return start..<min(start + length, mail.count)
    }
}

/// A seeded generator (Steele, Lea and Flood 2014), so that a run can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
