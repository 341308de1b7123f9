import Testing

@testable import SMTP

@Suite("Values that never reach a server")
struct InputTests {
    static let server = SMTPServer(
        host: "mail.example.com",
        port: 587,
        security: .startTLS,
        heloName: "app.example.com"
    )

    @Test(arguments: ["a@example.com\r", "a@example.com\nRCPT TO:<b@example.com>", "a\0@example.com"])
    func `line breaks and NUL are refused everywhere`(value: String) {
        func refuses(_ field: SMTPInputError.Field, _ body: () throws -> Void) {
            #expect(throws: SMTPInputError.lineBreak(field), performing: body)
        }
        let good = SMTPRecipient(address: "a@example.com")
        refuses(.sender) { try SMTPEnvelope(sender: value, recipients: [good]).check() }
        refuses(.recipient) { try SMTPEnvelope(sender: "", recipients: [SMTPRecipient(address: value)]).check() }
        refuses(.originalRecipient) {
            let recipient = SMTPRecipient(address: "a@example.com", originalRecipient: value)
            try SMTPEnvelope(sender: "", recipients: [recipient]).check()
        }
        refuses(.envelopeID) { try SMTPEnvelope(sender: "", recipients: [good], envelopeID: value).check() }
        var server = Self.server
        server.credentials = .password(username: value, password: "x")
        refuses(.username) { try server.check() }
        server.credentials = .password(username: "x", password: value)
        refuses(.password) { try server.check() }
        server.heloName = value
        refuses(.heloName) { try server.check() }
        refuses(.command) { _ = try SMTPCommand(value) }
    }

    @Test(arguments: [
        "", "a", "@example.com", "a@", "a b@example.com", "<a@example.com>", "a@example.com>", "a\t@example.com",
        "a\u{85}@example.com", "a@" + String(repeating: "x", count: 253),
    ])
    func `what is no address is refused`(address: String) {
        let envelope = SMTPEnvelope(sender: "", recipients: [SMTPRecipient(address: address)])
        #expect(throws: SMTPInputError.malformedAddress(.recipient)) { try envelope.check() }
    }

    @Test(arguments: ["a@example.com", "a+tag@example.com", "\"a@b\"@example.com", "zoë@example.nl", "a@[192.0.2.1]"])
    func `addresses pass as they are`(address: String) throws {
        try SMTPEnvelope(sender: address, recipients: [SMTPRecipient(address: address)]).check()
    }

    @Test func `the null sender passes`() throws {
        try SMTPEnvelope(sender: "", recipients: [SMTPRecipient(address: "a@example.com")]).check()
    }

    @Test(arguments: [0, 101])
    func `an envelope has one to a hundred recipients`(count: Int) {
        let recipients = Array(repeating: SMTPRecipient(address: "a@example.com"), count: count)
        #expect(throws: SMTPInputError.recipientCount(count)) {
            try SMTPEnvelope(sender: "", recipients: recipients).check()
        }
    }

    @Test func `an envelope id is measured as it is encoded`() throws {
        let recipient = [SMTPRecipient(address: "a@example.com")]
        try SMTPEnvelope(sender: "", recipients: recipient, envelopeID: String(repeating: "x", count: 100)).check()
        #expect(throws: SMTPInputError.tooLong(.envelopeID, limit: 100)) {
            try SMTPEnvelope(sender: "", recipients: recipient, envelopeID: String(repeating: "+", count: 34)).check()
        }
    }

    @Test(arguments: [("", 25), ("a b", 25), ("a/b", 25), ("mail.example.com", 0), ("mail.example.com", 65536)])
    func `a server needs a host and a port`(host: String, port: Int) {
        let server = SMTPServer(host: host, port: port, security: .tls)
        #expect(throws: SMTPInputError.malformedEndpoint) { try server.check() }
    }

    @Test(arguments: ["", "a b", "é.example.nl", "a;b"])
    func `an EHLO name is a host name or a literal`(name: String) {
        var server = Self.server
        server.heloName = name
        #expect(throws: SMTPInputError.malformedHeloName) { try server.check() }
    }

    @Test func `a password in the clear needs a clear permission`() throws {
        var server = SMTPServer(host: "127.0.0.1", port: 25, security: .none)
        server.credentials = .password(username: "u", password: "p")
        #expect(throws: SMTPInputError.plaintextAuthentication) { try server.check() }
        server.allowsPlaintextAuthentication = true
        try server.check()
    }

    @Test func `credentials never print`() {
        let credentials = SMTPCredentials.password(username: "user-7", password: "hunter-2")
        var server = Self.server
        server.credentials = credentials
        var dumped = ""
        dump(server, to: &dumped)
        for text in ["\(credentials)", "\(server)", String(reflecting: server), dumped] {
            #expect(!text.contains("hunter-2") && !text.contains("user-7"))
        }
    }

    @Test func `every refusal says what to do`() {
        let errors: [SMTPInputError] = [
            .lineBreak(.sender), .malformedAddress(.recipient), .malformedHeloName, .malformedEndpoint,
            .recipientCount(0), .tooLong(.envelopeID, limit: 100), .needsSMTPUTF8(.sender), .needs8BitMIME,
            .tooLarge(size: 2, limit: 1), .plaintextAuthentication, .connectionBusy,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
