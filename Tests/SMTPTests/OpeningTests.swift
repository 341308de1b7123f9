import Testing

@testable import SMTP

@Suite("Opening a session")
struct OpeningTests {
    static func server(_ security: SMTPSecurity, signsIn: Bool = false) -> SMTPServer {
        SMTPServer(
            host: "mail.example.com",
            port: 587,
            security: security,
            credentials: signsIn ? .password(username: "user", password: "pass") : nil,
            heloName: "app.example.com"
        )
    }

    static func reply(_ code: Int, _ lines: String...) -> SMTPReply {
        SMTPReply(code: code, lines: lines)
    }

    private func text(_ step: SMTPOpening.Step) -> String? {
        if case .send(let command) = step { command.text } else { nil }
    }

    private func verdict(_ step: SMTPOpening.Step) -> SMTPVerdict? {
        if case .end(let verdict) = step { verdict } else { nil }
    }

    @Test func `in clear text it says hello and is ready`() throws {
        var opening = try SMTPOpening(Self.server(.none))
        #expect(opening.begin() == .listen)
        #expect(text(opening.received(Self.reply(220, "mail.example.com ESMTP"))) == "EHLO app.example.com")
        #expect(opening.received(Self.reply(250, "mail.example.com", "DSN")) == .ready)
        #expect(opening.greeter == "mail.example.com")
        #expect(opening.extensions.offers("DSN"))
    }

    @Test func `after STARTTLS it forgets what was offered and says hello again`() throws {
        var opening = try SMTPOpening(Self.server(.startTLS))
        _ = opening.begin()
        _ = opening.received(Self.reply(220, "x"))
        #expect(text(opening.received(Self.reply(250, "x", "STARTTLS", "DSN"))) == "STARTTLS")
        #expect(opening.received(Self.reply(220, "go")) == .secure)
        #expect(text(opening.secured()) == "EHLO app.example.com")
        #expect(!opening.extensions.offers("DSN"))
        #expect(opening.received(Self.reply(250, "x", "SIZE 10")) == .ready)
        #expect(opening.extensions.lines == ["SIZE 10"])
    }

    @Test func `implicit TLS comes before the greeting`() throws {
        var opening = try SMTPOpening(Self.server(.tls))
        #expect(opening.begin() == .secure)
        #expect(opening.secured() == .listen)
        #expect(text(opening.received(Self.reply(220, "x"))) == "EHLO app.example.com")
        #expect(opening.received(Self.reply(250, "x")) == .ready)
    }

    @Test func `without STARTTLS on offer nothing goes on`() throws {
        var opening = try SMTPOpening(Self.server(.startTLS, signsIn: true))
        _ = opening.begin()
        _ = opening.received(Self.reply(220, "x"))
        let end = verdict(opening.received(Self.reply(250, "x", "AUTH PLAIN")))
        #expect(end?.kind == .deferred && end?.stage == .tls && end?.failure?.cause == .startTLSNotOffered)
    }

    @Test(arguments: [454, 500, 554, 250, 334])
    func `a refused STARTTLS ends the session`(code: Int) throws {
        var opening = try SMTPOpening(Self.server(.startTLS))
        _ = opening.begin()
        _ = opening.received(Self.reply(220, "x"))
        _ = opening.received(Self.reply(250, "x", "STARTTLS"))
        let end = verdict(opening.received(Self.reply(code, "no")))
        #expect(end?.kind == .deferred && end?.stage == .tls && end?.reply?.code == code)
    }

    @Test func `PLAIN is preferred and masked`() throws {
        var opening = try signingIn()
        let step = opening.received(Self.reply(250, "x", "AUTH LOGIN PLAIN XOAUTH2"))
        #expect(text(step) == "AUTH PLAIN AHVzZXIAcGFzcw==")
        if case .send(let command) = step {
            #expect(command.shown == "AUTH PLAIN ****")
        }
        #expect(opening.received(Self.reply(235, "2.7.0 ok")) == .ready)
    }

    @Test func `LOGIN answers two challenges, and gives up at a third`() throws {
        var opening = try signingIn()
        #expect(text(opening.received(Self.reply(250, "x", "AUTH LOGIN"))) == "AUTH LOGIN")
        #expect(text(opening.received(Self.reply(334, "VXNlcm5hbWU6"))) == "dXNlcg==")
        #expect(text(opening.received(Self.reply(334, "UGFzc3dvcmQ6"))) == "cGFzcw==")
        #expect(text(opening.received(Self.reply(334, "bW9yZQ=="))) == "*")
        let end = verdict(opening.received(Self.reply(501, "cancelled")))
        #expect(end?.kind == .rejected && end?.stage == .auth)
    }

    @Test(
        arguments: [
            ("AUTH XOAUTH2 OAUTHBEARER", "OAUTHBEARER", "bixhPXVzPTNEZXIsAWF1dGg9QmVhcmVyIHQwa2VuAQE=", "AQ=="),
            ("AUTH PLAIN XOAUTH2", "XOAUTH2", "dXNlcj11cz1lcgFhdXRoPUJlYXJlciB0MGtlbgEB", ""),
        ]
    )
    func `a token is said by the mechanism there is, and its error is heard out`(
        offer: String,
        mechanism: String,
        answer: String,
        afterError: String
    ) throws {
        var opening = try signingIn(.bearerToken(username: "us=er", token: "t0ken"))
        let step = opening.received(Self.reply(250, "x", offer))
        #expect(text(step) == "AUTH \(mechanism) \(answer)")
        if case .send(let command) = step { #expect(command.shown == "AUTH \(mechanism) ****") }
        #expect(text(opening.received(Self.reply(334, "eyJzdGF0dXMiOiI0MDEifQ=="))) == afterError)
        let end = verdict(opening.received(Self.reply(535, "5.7.8 no")))
        #expect(end?.kind == .rejected && end?.stage == .auth)
    }

    @Test func `a long token waits for its challenge`() throws {
        let token = String(repeating: "a", count: 2000)
        var opening = try signingIn(.bearerToken(username: "user", token: token))
        #expect(text(opening.received(Self.reply(250, "x", "AUTH XOAUTH2"))) == "AUTH XOAUTH2")
        let answer = opening.received(Self.reply(334, ""))
        #expect((text(answer)?.utf8.count ?? 0) > 2000)
        if case .send(let command) = answer { #expect(command.shown == "****") }
        #expect(opening.received(Self.reply(235, "2.7.0 ok")) == .ready)
    }

    @Test func `a token cannot smuggle another field`() {
        let credentials = SMTPCredentials.bearerToken(username: "user\u{01}auth=Bearer x", token: "t")
        #expect(throws: SMTPInputError.lineBreak(.token)) { try credentials.mechanisms() }
        #expect("\(credentials)" == "SMTPCredentials(****)")
    }

    @Test(arguments: [(535, SMTPVerdict.Kind.rejected), (454, .deferred), (534, .rejected), (421, .deferred)])
    func `a failed sign-in is told apart by its stage`(code: Int, kind: SMTPVerdict.Kind) throws {
        var opening = try signingIn()
        _ = opening.received(Self.reply(250, "x", "AUTH PLAIN"))
        let end = verdict(opening.received(Self.reply(code, "5.7.8 no")))
        #expect(end?.kind == kind && end?.stage == .auth && end?.reply?.code == code)
    }

    @Test(arguments: ["DSN", "AUTH XOAUTH2", "AUTH"])
    func `no fitting mechanism ends the session`(line: String) throws {
        var opening = try signingIn()
        let end = verdict(opening.received(Self.reply(250, "x", line)))
        #expect(end?.kind == .deferred && end?.failure?.cause == .authenticationNotOffered)
    }

    @Test(arguments: [(554, SMTPVerdict.Kind.rejected), (421, .deferred), (250, .deferred), (354, .deferred)])
    func `a greeting other than 220 ends the session`(code: Int, kind: SMTPVerdict.Kind) throws {
        var opening = try SMTPOpening(Self.server(.none))
        _ = opening.begin()
        let end = verdict(opening.received(Self.reply(code, "no")))
        #expect(end?.kind == kind && end?.stage == .greeting)
    }

    private func signingIn(_ credentials: SMTPCredentials? = nil) throws -> SMTPOpening {
        var server = Self.server(.tls, signsIn: true)
        server.credentials = credentials ?? server.credentials
        var opening = try SMTPOpening(server)
        _ = opening.begin()
        _ = opening.secured()
        _ = opening.received(Self.reply(220, "x"))
        return opening
    }
}
