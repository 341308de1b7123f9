import Foundation
import Mail
import SMTP
import Sending
import Testing

@Suite("Settings of the method smtp")
struct SMTPMethodSettingsTests {
    private static func draft(_ change: (inout SMTPMethodDraft) -> Void = { _ in }) -> SMTPMethodDraft {
        var draft = SMTPMethodDraft(host: "mail.example.nl", from: "office@example.nl")
        change(&draft)
        return draft
    }

    @Test func `host and From address are enough`() throws {
        let settings = try SMTPMethodSettings(validating: Self.draft())
        #expect(settings.port == 587)
        #expect(settings.security == .startTLS)
        #expect(settings.returnPath == .from)
        #expect(!settings.notifySuccess)
        #expect(!settings.allowPlaintextAuthentication)
        #expect(settings.server(password: nil).heloName == "example.nl")
        #expect(settings.server(password: nil).credentials == nil)
    }

    @Test(
        arguments: [
            (nil, nil, 587, .startTLS), (465, nil, 465, .tls), (nil, "tls", 465, .tls), (nil, "none", 25, .none),
            (2525, "STARTTLS", 2525, .startTLS), (25, nil, 25, .startTLS),
        ] as [(Int?, String?, Int, SMTPSecurity)]
    )
    func `port and security complete each other`(
        port: Int?,
        security: String?,
        to wanted: Int,
        by kind: SMTPSecurity
    )
        throws
    {
        let settings = try SMTPMethodSettings(
            validating: Self.draft {
                $0.port = port
                $0.security = security
            }
        )
        #expect(settings.port == wanted)
        #expect(settings.security == kind)
    }

    static let faults: [(String, SMTPMethodSettingsError, @Sendable (inout SMTPMethodDraft) -> Void)] = [
        ("host", .missing(field: "host"), { $0.host = nil }),
        ("host", .refused(field: "host", .malformedEndpoint), { $0.host = "mail example.nl" }),
        ("host", .refused(field: "host", .malformedEndpoint), { $0.host = "mail.example.nl\r\nQUIT" }),
        ("port", .port, { $0.port = 0 }),
        ("port", .port, { $0.port = 70_000 }),
        ("security", .security, { $0.security = "ssl" }),
        ("from", .missing(field: "from"), { $0.from = "" }),
        ("from", .address(field: "from", .missingAtSign), { $0.from = "office" }),
        ("from", .address(field: "from", .forbiddenCharacter), { $0.from = "office@example.nl\r\nBcc: x" }),
        ("fromName", .header(field: "fromName", .controlCharacter), { $0.fromName = "Office\nBcc: x@example.nl" }),
        ("replyTo", .address(field: "replyTo", .badDomain), { $0.replyTo = "office@-" }),
        ("returnPath", .address(field: "returnPath", .missingAtSign), { $0.returnPath = "verp" }),
        (
            "returnPath", .noRoomForTag(longest: 21),
            {
                $0.from = "a.very.long.name.for.office@example.nl"
                $0.returnPath = "plus"
            }
        ),
        ("username", .text(field: "username"), { $0.username = "me\r\n" }),
        ("trustRootsPath", .relativePath(field: "trustRootsPath"), { $0.trustRootsPath = "roots.pem" }),
        ("heloName", .refused(field: "heloName", .malformedHeloName), { $0.heloName = "not a name" }),
        (
            "security", .refused(field: "security", .plaintextAuthentication),
            {
                $0.username = "office"
                $0.security = "none"
            }
        ),
    ]

    @Test(arguments: faults.indices)
    func `a fault is named with its field, and says what to write instead`(index: Int) {
        let (field, expected, change) = Self.faults[index]
        let error = #expect(throws: SMTPMethodSettingsError.self) {
            try SMTPMethodSettings(validating: Self.draft(change))
        }
        #expect(error == expected)
        #expect(error?.field == field)
        #expect(error.map { "\($0)".count > 10 } == true)
    }

    @Test func `settings come back from JSON, and are checked on the way`() throws {
        let settings = try SMTPMethodSettings(
            validating: Self.draft {
                $0.security = "tls"
                $0.username = "office"
                $0.fromName = "Example BV"
                $0.replyTo = "answers@example.nl"
                $0.returnPath = "bounces@example.nl"
                $0.notifySuccess = true
                $0.trustRootsPath = "/etc/roots.pem"
            }
        )
        let json = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(SMTPMethodSettings.self, from: json) == settings)
        #expect(String(decoding: json, as: UTF8.self).contains("\"security\":\"tls\""))
        #expect(throws: SMTPMethodSettingsError.port) {
            try JSONDecoder().decode(
                SMTPMethodSettings.self,
                from: Data(#"{"host":"mail.example.nl","from":"office@example.nl","port":-1}"#.utf8)
            )
        }
    }

    @Test func `a user name needs a password, and without one none is used`() throws {
        let named = try SMTPMethodSettings(validating: Self.draft { $0.username = "office" })
        #expect(throws: SMTPMethodSettingsError.missingPassword) { try SMTPMethod(settings: named, password: nil) }
        #expect(throws: SMTPMethodSettingsError.self) { try SMTPMethod(settings: named, password: "a\r\nb") }
        let nameless = try SMTPMethodSettings(validating: Self.draft())
        #expect(nameless.server(password: "secret").credentials == nil)
    }
}
