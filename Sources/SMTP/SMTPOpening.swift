/// The way from a TCP connection to a session that may send: greeting, EHLO, TLS, signing in.
///
/// Pure: it is told what happened and answers with the next step.
struct SMTPOpening: Sendable {
    /// What the connection does next.
    enum Step: Hashable, Sendable {
        /// Wait for a reply.
        case listen
        /// Send the line, then wait for its reply.
        case send(SMTPCommand)
        /// Start TLS, refusing any byte that came before it.
        case secure
        /// The session may send.
        case ready
        /// The session is over.
        case end(SMTPVerdict)
    }

    /// The step under way, for evidence.
    private(set) var stage = SMTPStage.connect
    /// The first word of the greeting.
    private(set) var greeter: String?
    /// What the last EHLO offered.
    private(set) var extensions = SMTPExtensions.none

    private let server: SMTPServer
    private let ehlo: SMTPCommand
    private let mechanisms: [SMTPMechanism]
    private var isSecure = false
    private var isTLSUnderWay = false
    private var answers: ArraySlice<SMTPCommand> = []

    /// Checks the settings: every value that will be said is refused here or never.
    init(_ server: SMTPServer) throws(SMTPInputError) {
        try SMTPInputError.checkEndpoint(host: server.host, port: server.port)
        try SMTPInputError.checkHeloName(server.heloName)
        self.server = server
        ehlo = try SMTPCommand("EHLO \(server.heloName)", of: .heloName)
        mechanisms = try server.credentials?.mechanisms() ?? []
        guard mechanisms.isEmpty || server.security != .none || server.allowsPlaintextAuthentication else {
            throw .plaintextAuthentication
        }
    }

    /// The TCP connection is there.
    mutating func begin() -> Step {
        if server.security == .tls {
            return secure()
        }
        stage = .greeting
        return .listen
    }

    /// The TLS handshake is done and the certificate verified.
    mutating func secured() -> Step {
        isSecure = true
        if server.security == .tls {
            stage = .greeting
            return .listen
        }
        // What was offered in clear text may have been forged (RFC 3207 §4.2).
        extensions = .none
        return sayHello()
    }

    /// A reply came.
    mutating func received(_ reply: SMTPReply) -> Step {
        switch stage {
        case .greeting: greeted(reply)
        case .ehlo: heard(reply)
        case .tls: allowed(reply)
        case .auth: challenged(reply)
        case .connect, .mail, .rcpt, .data, .finalDot:
            .end(.failure(at: stage, .unexpected(reply, at: stage)))
        }
    }

    private mutating func greeted(_ reply: SMTPReply) -> Step {
        guard reply.code == 220 else { return .end(.refusal(at: .greeting, reply)) }
        greeter = reply.lines.first?.split(separator: " ").first.map(String.init)
        return sayHello()
    }

    private mutating func heard(_ reply: SMTPReply) -> Step {
        guard reply.code == 250 else { return .end(.refusal(at: .ehlo, reply)) }
        extensions = SMTPExtensions(reply)
        guard server.security == .startTLS && !isSecure else { return signIn() }
        stage = .tls
        guard extensions.offers("STARTTLS") else {
            let text = "the server does not offer STARTTLS; nothing was sent. Use TLS on port 465, or ask the provider"
            return .end(.failure(at: .tls, SMTPFailure(.startTLSNotOffered, text)))
        }
        return .send(.startTLS)
    }

    private mutating func allowed(_ reply: SMTPReply) -> Step {
        guard reply.code == 220, !isTLSUnderWay else {
            let failure = SMTPFailure(
                .startTLSNotOffered,
                "the server offers STARTTLS but refused it; nothing was sent"
            )
            return .end(.failure(at: .tls, failure, reply: reply))
        }
        return secure()
    }

    private mutating func challenged(_ reply: SMTPReply) -> Step {
        if reply.isPositive {
            return .ready
        }
        guard reply.code == 334 else { return .end(.refusal(at: .auth, reply)) }
        return .send(answers.popFirst() ?? .cancelAuthentication)
    }

    private mutating func secure() -> Step {
        stage = .tls
        isTLSUnderWay = true
        return .secure
    }

    private mutating func sayHello() -> Step {
        stage = .ehlo
        return .send(ehlo)
    }

    private mutating func signIn() -> Step {
        guard !mechanisms.isEmpty else { return .ready }
        stage = .auth
        let offered = extensions.authenticationMechanisms
        guard let mechanism = mechanisms.first(where: { offered.contains($0.name) }) else {
            let known = mechanisms.map(\.name).joined(separator: " or ")
            let text = "the server does not offer to sign in with \(known); check the port, or whether it needs TLS"
            return .end(.failure(at: .auth, SMTPFailure(.authenticationNotOffered, text)))
        }
        answers = mechanism.commands[...]
        return .send(answers.removeFirst())
    }
}
