import Testing

@testable import Intake

@Suite("A session of the listener")
struct ListenerSessionTests {
    private static func settings(_ speech: ListenerSettings.Speech) -> ListenerSettings {
        var settings = ListenerSettings(host: "127.0.0.1", port: 0, speech: speech, domains: ["Bounce.example.com"])
        (settings.maximumBytes, settings.maximumRecipients) = (100, 2)
        return settings
    }

    private static func say(_ text: String, _ session: inout ListenerSession) -> ListenerSession.Step {
        session.take(ReceivedLine(bytes: Array(text.utf8), endsProperly: true))
    }

    private static func code(_ step: ListenerSession.Step) -> String {
        switch step {
        case .say(let reply), .end(let reply), .secure(let reply): String(reply.prefix(3))
        case .wait: "…"
        case .complete: "mail"
        }
    }

    private static func open(_ speech: ListenerSettings.Speech) -> ListenerSession {
        var session = ListenerSession(settings(speech))
        let hello = speech == .lmtp ? "LHLO mx.example.net" : "EHLO mx.example.net"
        for line in [hello, "MAIL FROM:<>", "RCPT TO:<b@bounce.example.com>"] { _ = say(line, &session) }
        return session
    }

    @Test func `takes a mail whole, its leading dots undone`() {
        var session = Self.open(.lmtp)
        #expect(Self.code(Self.say("RCPT TO:<c@BOUNCE.example.com> NOTIFY=NEVER", &session)) == "250")
        #expect(Self.code(Self.say("DATA", &session)) == "354")
        for line in ["Subject: x", "", "..dot", "QUIT"] { #expect(Self.say(line, &session) == .wait) }
        let expected = ListenerSession.Step.complete(
            sender: "",
            recipients: ["b@bounce.example.com", "c@bounce.example.com"],
            bytes: Array("Subject: x\r\n\r\n.dot\r\nQUIT\r\n".utf8)
        )
        #expect(Self.say(".", &session) == expected)
        #expect(session.replies([.kept, .later]) == ["250 2.0.0 kept", "451 4.3.0 cannot be kept now; try again"])
    }

    @Test func `answers once for all by SMTP, and never with success while one is missing`() {
        let session = Self.open(.smtp)
        #expect(session.replies([.kept, .kept]).map { $0.prefix(3) } == ["250"])
        #expect(session.replies([.kept, .later]).map { $0.prefix(3) } == ["451"])
        #expect(session.replies([.refused, .refused]).map { $0.prefix(3) } == ["550"])
    }

    @Test(arguments: [
        ("RCPT TO:<b@other.example.com>", "550"), ("RCPT TO:b@bounce.example.com", "501"),
        ("MAIL FROM:<a@b.example>", "503"),
        ("EHLO x", "500"), ("DATA now", "501"), ("XCLIENT", "500"), ("VRFY b", "252"), ("NOOP", "250"), ("RSET", "250"),
        ("QUIT", "221"),
    ])
    func `answers`(line: String, code: String) {
        var session = Self.open(.lmtp)
        #expect(Self.code(Self.say(line, &session)) == code)
    }

    @Test func `refuses a mail, and recipients, beyond its bounds`() {
        var session = Self.open(.lmtp)
        _ = Self.say("RCPT TO:<c@bounce.example.com>", &session)
        #expect(Self.code(Self.say("RCPT TO:<d@bounce.example.com>", &session)) == "452")
        _ = Self.say("DATA", &session)
        _ = Self.say(String(repeating: "x", count: 99), &session)
        #expect(Self.say(".", &session) == .say("552 5.3.4 the mail is too large\r\n552 5.3.4 the mail is too large"))
        #expect(Self.code(Self.say("MAIL FROM:<> SIZE=101", &session)) == "552")
    }

    @Test func `does not end a mail, or take a command, at a bare line feed`() {
        var session = Self.open(.smtp)
        _ = Self.say("DATA", &session)
        #expect(session.take(ReceivedLine(bytes: Array("text".utf8), endsProperly: false)) == .wait)
        #expect(Self.say(".", &session) == .wait)
        #expect(session.take(ReceivedLine(bytes: [UInt8(ascii: ".")], endsProperly: false)) == .wait)
        #expect(Self.say("more", &session) == .wait)
        #expect(Self.code(Self.say(".", &session)) == "mail")
        let bare = session.take(ReceivedLine(bytes: Array("MAIL FROM:<>".utf8), endsProperly: false))
        #expect(Self.code(bare) == "500")
    }

    @Test func `hangs up after too many mistakes`() {
        var session = Self.open(.smtp)
        for _ in 0..<19 { #expect(Self.code(Self.say("WHAT", &session)) == "500") }
        #expect(Self.say("WHAT", &session) == .end("421 4.7.0 too many mistakes"))
    }

    private static func secured() -> ListenerSession {
        var session = ListenerSession(settings(.smtp), offersTLS: true)
        for line in ["EHLO mx.example.net", "MAIL FROM:<a@b.example>", "RCPT TO:<b@bounce.example.com>"] {
            _ = say(line, &session)
        }
        _ = say("STARTTLS", &session)
        return session
    }

    private static func saySecurely(_ text: String, _ session: inout ListenerSession) -> ListenerSession.Step {
        session.take(ReceivedLine(bytes: Array(text.utf8), endsProperly: true, isSecure: true))
    }

    @Test func `offers TLS only where there is a certificate, and only once`() {
        var plain = ListenerSession(Self.settings(.smtp))
        #expect(!"\(Self.say("EHLO mx.example.net", &plain))".contains("STARTTLS"))
        #expect(Self.code(Self.say("STARTTLS", &plain)) == "503")
        var session = ListenerSession(Self.settings(.smtp), offersTLS: true)
        #expect("\(Self.say("EHLO mx.example.net", &session))".contains("250-STARTTLS"))
        #expect(Self.code(Self.say("STARTTLS now", &session)) == "501")
        #expect(Self.say("STARTTLS", &session) == .secure("220 2.0.0 go on with TLS"))
        #expect(!"\(Self.saySecurely("EHLO mx.example.net", &session))".contains("STARTTLS"))
        #expect(Self.code(Self.saySecurely("STARTTLS", &session)) == "503")
    }

    @Test func `begins anew with TLS`() {
        for (line, code) in [("RCPT TO:<b@bounce.example.com>", "503"), ("MAIL FROM:<>", "503"), ("DATA", "503")] {
            var session = Self.secured()
            #expect(Self.code(Self.saySecurely(line, &session)) == code)
        }
    }

    @Test func `passes over what was said in the clear once TLS was asked for`() {
        var session = Self.secured()
        for line in ["EHLO somebody.else", "MAIL FROM:<x@y.example>", "RCPT TO:<b@bounce.example.com>", "DATA", "QUIT"]
        {
            #expect(Self.say(line, &session) == .wait)
        }
        #expect(Self.code(Self.saySecurely("MAIL FROM:<>", &session)) == "503")
        #expect(Self.code(Self.saySecurely("EHLO mx.example.net", &session)) == "250")
        #expect(Self.code(Self.saySecurely("MAIL FROM:<>", &session)) == "250")
    }
}
