import Foundation
import Testing

@testable import Intake

@Suite("Settings of a bounce mailbox")
struct MailboxSettingsTests {
    private static func draft(_ json: String) throws -> MailboxDraft {
        try JSONDecoder().decode(MailboxDraft.self, from: Data(json.utf8))
    }

    @Test func `what is left out gets its default`() throws {
        let settings = try MailboxSettings(
            validating: Self.draft(#"{"host":"imap.example.com","username":"bounces@example.com"}"#)
        )
        #expect(settings.access == .imap)
        #expect(settings.security == .tls)
        #expect(settings.port == 993)
        #expect(settings.folder == "INBOX")
        #expect(settings.pollSeconds == 300)
        #expect(!settings.deletesReports)
        let again = try JSONDecoder().decode(MailboxSettings.self, from: try JSONEncoder().encode(settings))
        #expect(again == settings)
    }

    @Test(arguments: [
        (#"{"username":"a"}"#, "host"), (#"{"host":"h"}"#, "username"),
        (#"{"host":"h@evil","username":"a"}"#, "host"), (#"{"host":"h/x","username":"a"}"#, "host"),
        (#"{"host":"h","username":"a\r\nb"}"#, "username"),
        (#"{"host":"h","username":"a","protocol":"nntp"}"#, "protocol"),
        (#"{"host":"h","username":"a","security":"none"}"#, "security"),
        (#"{"host":"h","username":"a","folder":"Geräte"}"#, "folder"),
        (#"{"host":"h","username":"a","pollSeconds":1}"#, "pollSeconds"),
        (#"{"host":"h","username":"a","port":70000}"#, "port"),
        (#"{"host":"h","username":"a","provider":"yahoo"}"#, "provider"),
        (#"{"host":"h","username":"a","provider":"gmail","signIn":"password"}"#, "signIn"),
        (
            #"{"host":"h","username":"a","provider":"gmail","security":"none","allowPlaintextAuthentication":true}"#,
            "security"
        ),
        (#"{"host":"h","username":"a","trustRootsPath":"ca.pem"}"#, "trustRootsPath"),
    ])
    func `what breaks a rule is named`(json: String, field: String) throws {
        let draft = try Self.draft(json)
        let error = #expect(throws: MailboxSettingsError.self) { try MailboxSettings(validating: draft) }
        #expect(error?.field == field)
    }

    @Test func `a server in a private network is refused unless the operator allows it`() async throws {
        var draft = MailboxDraft()
        (draft.host, draft.port, draft.username) = ("127.0.0.1", 9, "bounces")
        let reader = MailboxReader(try MailboxSettings(validating: draft), secret: "s", allowsPrivateHosts: false)
        let error = await #expect(throws: MailboxFailure.self) {
            try await reader.check(from: MailboxProgress(), since: "1-Jan-2026")
        }
        #expect(error?.cause == .connection)
    }
}

@Suite("Answers of mail servers")
struct MailboxAnswersTests {
    @Test func `are read strictly`() {
        #expect(MailboxAnswers.uidValidity(Array("* OK [UIDVALIDITY 3857529045] UIDs valid\r\n".utf8)) == 3_857_529_045)
        #expect(MailboxAnswers.uidValidity(Array("* 3 EXISTS\r\n".utf8)) == nil)
        #expect(MailboxAnswers.found(Array("* SEARCH 9 2 x -1\r\n* SEARCH\r\n* 4 EXISTS\r\n".utf8)) == [2, 9])
        let sizes = MailboxAnswers.sizes(
            Array("* 1 FETCH (UID 5 RFC822.SIZE 1234)\r\n* 2 FETCH (RFC822.SIZE 7 UID 6)\r\n* 3 FETCH (UID 7)\r\n".utf8)
        )
        #expect(sizes == [5: 1234, 6: 7])
        #expect(MailboxAnswers.numbered(Array("1 abc\r\n2\r\nx y\r\n3 def ghi\r\n".utf8)) == [1: "abc", 3: "def"])
    }
}
