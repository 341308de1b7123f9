/// How reports are taken straight from mail servers.
package struct ListenerSettings: Hashable, Sendable {
    /// How a server speaks to the listener.
    package enum Speech: String, Sendable, CaseIterable {
        /// Local mail transfer (RFC 2033): a mail server on the same network hands over, and keeps what is not taken.
        case lmtp
        /// SMTP (RFC 5321): strangers hand over.
        case smtp
    }

    /// The address to listen on.
    package var host: String
    /// The port; 0 lets the system choose one.
    package var port: Int
    /// How servers speak to it.
    package var speech: Speech
    /// The domains whose mail is taken; every other recipient is refused.
    package var domains: Set<String>
    /// The most bytes of a mail.
    package var maximumBytes = 10 << 20
    /// The most recipients of a mail.
    package var maximumRecipients = 50
    /// How many connections may be open at once.
    package var connections = 20
    /// How many seconds a connection may stay silent.
    package var idleSeconds = 60
    /// How many seconds a connection may last.
    package var sessionSeconds = 600

    /// Names a place to listen at; the bounds can be set one by one.
    package init(host: String, port: Int, speech: Speech, domains: Set<String>) {
        self.host = host
        self.port = port
        self.speech = speech
        self.domains = Set(domains.map { $0.lowercased() })
    }
}

/// A mail that a server hands over, for one of its recipients.
package struct HandedOverMail: Hashable, Sendable {
    /// The address in MAIL FROM; empty for the null sender.
    package var sender: String
    /// The address in RCPT TO.
    package var recipient: String
    /// The mail.
    package var bytes: [UInt8]
}

/// What became of a mail that was handed over.
package enum HandOver: Hashable, Sendable {
    /// It is durably kept.
    case kept
    /// It is not wanted, now or later.
    case refused
    /// It could not be kept now; the server keeps it and tries again.
    case later
}
