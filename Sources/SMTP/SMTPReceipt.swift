/// What a server's final reply tells about the message it took.
///
/// There is no standard; these are the forms of the common servers.
struct SMTPReceipt: Hashable, Sendable {
    /// The name under which the server's logs hold the message.
    let queueID: String?
    /// The Message-ID the server put in place of the message's own, with angle brackets.
    let assignedMessageID: String?

    init(_ reply: SMTPReply) {
        let text = reply.lines.joined(separator: " ")
        let words = Self.words(of: reply, text)
        queueID =
            Self.value(after: "queued as ", in: text)  // Postfix and relays in front of it
            ?? Self.value(after: "internalid=", in: text)  // Exchange
            ?? Self.value(after: " id=", in: text)  // Exim
            ?? Self.before(["message", "accepted"], in: words)  // OpenSMTPD, Sendmail
            ?? Self.before(["-", "gsmtp"], in: words)  // Gmail
            ?? Self.value(after: " qp ", in: text)  // qmail
            ?? Self.bracketed(in: words)  // Haraka
            ?? Self.onlyWord(of: words)  // Amazon SES and plain "OK ID"
        assignedMessageID =
            text.contains("Hostname=")
            ? words.first { $0.hasPrefix("<") && $0.hasSuffix(">") && $0.contains("@") } : nil
    }

    private static func words(of reply: SMTPReply, _ text: String) -> [String] {
        let words = text.split(separator: " ").map(String.init)
        return reply.enhancedStatus != nil && words.first == reply.enhancedStatus ? Array(words.dropFirst()) : words
    }

    private static func value(after marker: String, in text: String) -> String? {
        let bytes = Array(text.utf8)
        let lowered = bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard let range = lowered.firstRange(of: Array(marker.utf8)) else { return nil }
        let value = String(decoding: bytes[range.upperBound...], as: UTF8.self).prefix { !" ,;])".contains($0) }
        return (3...200).contains(value.utf8.count) ? String(value) : nil
    }

    private static func before(_ phrase: [String], in words: [String]) -> String? {
        let lowered = words.map { $0.lowercased() }
        guard let start = lowered.firstRange(of: phrase)?.lowerBound, start > 0 else { return nil }
        return token(words[start - 1][...])
    }

    private static func bracketed(in words: [String]) -> String? {
        guard words.contains(where: { $0.lowercased() == "queued" }), let last = words.last,
            last.hasPrefix("("), last.hasSuffix(")")
        else { return nil }
        return token(last.dropFirst().dropLast())
    }

    private static func onlyWord(of words: [String]) -> String? {
        guard words.count == 2, words[0].lowercased().hasPrefix("ok") else { return nil }
        return token(words[1][...])
    }

    /// `text` if it looks like an identifier rather than a word of the sentence.
    private static func token(_ text: Substring) -> String? {
        guard text.utf8.count >= 4, text.utf8.count <= 200, text.contains(where: \.isNumber),
            !text.contains("<"), !text.contains("@")
        else { return nil }
        return String(text)
    }
}
