/// One line from client to server, without its line end.
///
/// Every line with a variable part passes the throwing initialiser, so that no value can end its line and begin another.
struct SMTPCommand: Hashable, Sendable {
    let text: String
    /// What transcripts show; stars where the line carries a secret.
    let shown: String

    init(_ text: String, of field: SMTPInputError.Field = .command, shownAs shown: String? = nil) throws(SMTPInputError)
    {
        try SMTPInputError.refuseLineBreaks(in: text, of: field)
        self.text = text
        self.shown = shown ?? text
    }

    private init(constant text: StaticString) {
        self.text = "\(text)"
        self.shown = self.text
    }

    static let startTLS = Self(constant: "STARTTLS")
    static let authLogin = Self(constant: "AUTH LOGIN")
    /// Gives up a SASL exchange (RFC 4954 §4).
    static let cancelAuthentication = Self(constant: "*")
    static let data = Self(constant: "DATA")
    /// Ends the message; alone, it ends an empty one.
    static let dot = Self(constant: ".")
    static let reset = Self(constant: "RSET")
    static let noop = Self(constant: "NOOP")
    static let quit = Self(constant: "QUIT")
}
