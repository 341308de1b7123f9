import Mail

/// A command of a session, as a client says it.
enum ListenerCommand: Hashable, Sendable {
    case hello(extended: Bool, isLocal: Bool)
    /// The address is empty for the null sender.
    case sender(String, size: Int?)
    case recipient(EmailAddress)
    case data, reset, noop, quit, verify
    /// TLS shall begin (RFC 3207).
    case startTLS
    /// The command is known, what follows is not.
    case malformed
    case unknown

    /// Reads a line.
    init(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first?.uppercased() {
        case "HELO": self = .hello(extended: false, isLocal: false)
        case "EHLO": self = .hello(extended: true, isLocal: false)
        case "LHLO": self = .hello(extended: true, isLocal: true)
        case "MAIL": self = Self.sender(rest)
        case "RCPT": self = Self.recipient(rest)
        case "DATA": self = rest.isEmpty ? .data : .malformed
        case "STARTTLS": self = rest.isEmpty ? .startTLS : .malformed
        case "RSET": self = .reset
        case "NOOP": self = .noop
        case "QUIT": self = .quit
        case "VRFY": self = .verify
        default: self = .unknown
        }
    }

    private static func sender(_ text: Substring) -> Self {
        guard let (address, parameters) = path(text, after: "FROM:") else { return .malformed }
        guard address.isEmpty || (try? EmailAddress(parsing: address)) != nil else { return .malformed }
        let size = parameters.split(separator: " ").first { $0.uppercased().hasPrefix("SIZE=") }
        return .sender(address, size: size.flatMap { Int($0.dropFirst(5)) })
    }

    private static func recipient(_ text: Substring) -> Self {
        guard
            let (address, _) = path(text, after: "TO:"), let recipient = try? EmailAddress(parsing: address)
        else { return .malformed }
        return .recipient(recipient)
    }

    /// The address between angle brackets, and what follows it.
    private static func path(_ text: Substring, after name: String) -> (address: String, parameters: Substring)? {
        guard text.uppercased().hasPrefix(name) else { return nil }
        let path = text.dropFirst(name.count).drop { $0 == " " }
        guard path.first == "<", let end = path.firstIndex(of: ">") else { return nil }
        return (String(path[path.index(after: path.startIndex)..<end]), path[path.index(after: end)...])
    }
}
