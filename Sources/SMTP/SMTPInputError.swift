/// Why a message, an envelope or a server's settings were refused before the message was offered to the server.
///
/// Nothing of the message has left; the same call fails the same way until its input (or the server) changes.
package enum SMTPInputError: Error, Hashable, Sendable {
    /// A carriage return, line feed or NUL, which could smuggle a command of its own.
    case lineBreak(Field)
    /// Not an address as MAIL and RCPT take it: no `@`, a space, `<`, `>` or a control character in it, or over 254 bytes.
    case malformedAddress(Field)
    /// Not a host name or address literal.
    case malformedHeloName
    /// Not a host name or IP address, or not a port from 1 to 65535.
    case malformedEndpoint
    /// An envelope without recipients, or with more than ``SMTPEnvelope/maximumRecipients``.
    case recipientCount(Int)
    /// A value longer than its parameter may be, in characters after encoding (RFC 3461 §4.2, §4.4).
    case tooLong(Field, limit: Int)
    /// A non-ASCII address or header, and a server that does not offer SMTPUTF8.
    case needsSMTPUTF8(Field)
    /// A message with 8-bit bytes, and a server that does not offer 8BITMIME: compose it in 7 bits.
    case needs8BitMIME
    /// The message is larger than the server's announced SIZE; both in bytes.
    case tooLarge(size: Int, limit: Int)
    /// Credentials are set, TLS is not, and ``SMTPServer/allowsPlaintextAuthentication`` is off.
    case plaintextAuthentication
    /// The connection is sending another message; one connection sends one at a time.
    case connectionBusy

    /// The value that was refused.
    package enum Field: String, Hashable, Sendable {
        case sender
        case recipient
        case originalRecipient = "original recipient"
        case envelopeID = "envelope id"
        case heloName = "EHLO name"
        case username = "user name"
        case password
        case token = "access token"
        case header
        case command
    }
}

extension SMTPInputError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .lineBreak(let field): "the \(field.rawValue) contains a line break or NUL; remove it"
        case .malformedAddress(let field): "the \(field.rawValue) is not an e-mail address that SMTP can carry"
        case .malformedHeloName: "the EHLO name must be a host name or an address literal like [192.0.2.1]"
        case .malformedEndpoint: "the server needs a host name or IP address and a port from 1 to 65535"
        case .recipientCount(let count):
            "an envelope takes 1 to \(SMTPEnvelope.maximumRecipients) recipients, not \(count)"
        case .tooLong(let field, let limit): "the \(field.rawValue) is longer than \(limit) characters when encoded"
        case .needsSMTPUTF8(let field): "the \(field.rawValue) is not ASCII and the server does not offer SMTPUTF8"
        case .needs8BitMIME: "the message has 8-bit bytes and the server does not offer 8BITMIME; encode it in 7 bits"
        case .tooLarge(let size, let limit): "the message has \(size) bytes and the server takes at most \(limit)"
        case .plaintextAuthentication:
            "signing in without TLS would show the password to the network; choose STARTTLS or TLS, or allow it explicitly"
        case .connectionBusy: "the connection is sending another message"
        }
    }
}

extension SMTPInputError {
    /// Refuses CR, LF and NUL in `text`.
    static func refuseLineBreaks(in text: some StringProtocol, of field: Field) throws(SMTPInputError) {
        guard !text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else { throw .lineBreak(field) }
    }

    /// Refuses what MAIL and RCPT cannot carry between angle brackets.
    ///
    /// The grammar of an address is the caller's; here only what would change the command's meaning counts.
    static func checkAddress(_ address: String, of field: Field) throws(SMTPInputError) {
        try refuseLineBreaks(in: address, of: field)
        let at = address.utf8.lastIndex(of: UInt8(ascii: "@"))
        guard let at, at != address.utf8.startIndex, address.utf8.index(after: at) != address.utf8.endIndex,
            address.utf8.count <= 254,
            !address.unicodeScalars.contains(where: { scalar in
                scalar.properties.generalCategory == .control || scalar.properties.isWhitespace || scalar == "<"
                    || scalar == ">"
            })
        else { throw .malformedAddress(field) }
    }

    /// Refuses an EHLO name that is neither a host name nor an address literal.
    static func checkHeloName(_ name: String) throws(SMTPInputError) {
        try refuseLineBreaks(in: name, of: .heloName)
        guard isHostOrLiteral(name) else { throw .malformedHeloName }
    }

    /// Refuses a host that no certificate could name, and a port that does not exist.
    static func checkEndpoint(host: String, port: Int) throws(SMTPInputError) {
        guard isHostOrLiteral(host), (1...65535).contains(port) else { throw .malformedEndpoint }
    }

    private static func isHostOrLiteral(_ name: String) -> Bool {
        let punctuation: Set<UInt8> = [0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F]
        return (1...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: punctuation.contains(byte)
                }
            }
    }
}
