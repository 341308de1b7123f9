import Testing

@testable import SMTP

@Suite("Parameters follow the offer")
struct CommandTests {
    static let plain = "Subject: x\r\n\r\nbody\r\n"

    static func commands(
        _ envelope: SMTPEnvelope,
        _ text: String = plain,
        offered: String...
    ) throws -> [String] {
        let extensions = SMTPExtensions(SMTPReply(code: 250, lines: ["x"] + offered))
        let commands = try SMTPTransactionCommands(envelope, for: SMTPMessage(Array(text.utf8)), offered: extensions)
        return ([commands.mail] + commands.recipients).map(\.text)
    }

    static let reporting = SMTPEnvelope(
        sender: "bounces+t1@example.com",
        recipients: [SMTPRecipient(address: "a+b@example.nl", notify: [.delay, .success, .failure])],
        envelopeID: "send=7"
    )

    @Test func `without offers there are no parameters`() throws {
        #expect(
            try Self.commands(Self.reporting) == ["MAIL FROM:<bounces+t1@example.com>", "RCPT TO:<a+b@example.nl>"]
        )
    }

    @Test func `DSN asks for reports`() throws {
        #expect(
            try Self.commands(Self.reporting, offered: "DSN", "SIZE") == [
                "MAIL FROM:<bounces+t1@example.com> SIZE=20 RET=HDRS ENVID=send+3D7",
                "RCPT TO:<a+b@example.nl> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@example.nl",
            ]
        )
    }

    @Test func `the whole message and another original recipient can be named`() throws {
        var envelope = Self.reporting
        envelope.returnsFullMessage = true
        envelope.envelopeID = nil
        envelope.recipients[0].notify = [.failure]
        envelope.recipients[0].originalRecipient = "zoë@example.nl"
        #expect(
            try Self.commands(envelope, offered: "DSN") == [
                "MAIL FROM:<bounces+t1@example.com> RET=FULL",
                "RCPT TO:<a+b@example.nl> NOTIFY=FAILURE ORCPT=utf-8;zo\\x{EB}@example.nl",
            ]
        )
    }

    @Test func `an empty list of events asks for silence`() throws {
        let recipient = SMTPRecipient(address: "a@example.nl", notify: [])
        let envelope = SMTPEnvelope(sender: "s@example.nl", recipients: [recipient])
        #expect(!envelope.requestsDSN)
        #expect(
            try Self.commands(envelope, offered: "DSN") == [
                "MAIL FROM:<s@example.nl>", "RCPT TO:<a@example.nl> NOTIFY=NEVER",
            ]
        )
    }

    @Test func `the null sender asks for no reports`() throws {
        var envelope = Self.reporting
        envelope.sender = ""
        #expect(try Self.commands(envelope, offered: "DSN") == ["MAIL FROM:<>", "RCPT TO:<a+b@example.nl>"])
    }

    @Test func `eight-bit bodies need 8BITMIME`() throws {
        let envelope = SMTPEnvelope(sender: "s@example.nl", recipients: [SMTPRecipient(address: "a@example.nl")])
        let text = "Subject: x\r\n\r\né\r\n"
        #expect(try Self.commands(envelope, text, offered: "8BITMIME")[0] == "MAIL FROM:<s@example.nl> BODY=8BITMIME")
        #expect(throws: SMTPInputError.needs8BitMIME) { try Self.commands(envelope, text) }
    }

    @Test(arguments: [
        ("ë@example.nl", "a@example.nl", SMTPInputError.Field.sender), ("s@example.nl", "ë@x.nl", .recipient),
    ])
    func `non-ASCII addresses need SMTPUTF8`(sender: String, recipient: String, field: SMTPInputError.Field) throws {
        let envelope = SMTPEnvelope(sender: sender, recipients: [SMTPRecipient(address: recipient)])
        #expect(try Self.commands(envelope, offered: "SMTPUTF8")[0] == "MAIL FROM:<\(sender)> SMTPUTF8")
        #expect(throws: SMTPInputError.needsSMTPUTF8(field)) { try Self.commands(envelope) }
    }

    @Test func `a non-ASCII header needs SMTPUTF8`() throws {
        let envelope = SMTPEnvelope(sender: "s@example.nl", recipients: [SMTPRecipient(address: "a@example.nl")])
        #expect(throws: SMTPInputError.needsSMTPUTF8(.header)) {
            try Self.commands(envelope, "Subject: é\r\n\r\n", offered: "8BITMIME")
        }
    }

    @Test func `a message over the announced size is not offered`() throws {
        #expect(throws: SMTPInputError.tooLarge(size: 20, limit: 19)) {
            try Self.commands(Self.reporting, offered: "SIZE 19")
        }
        #expect(try Self.commands(Self.reporting, offered: "SIZE 20")[0].hasSuffix(" SIZE=20"))
    }
}
