import Mail
import Testing

@testable import Providers

@Suite("Mailboxes that are read")
struct MailboxReadingTests {
    @Test(arguments: [
        (MethodKind.gmail, MailboxReading.Access.imap, "imap.gmail.com", 993, "https://mail.google.com/"),
        (.gmail, .pop3, "pop.gmail.com", 995, "https://mail.google.com/"),
        (
            .microsoft365, .imap, "outlook.office365.com", 993,
            "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
        ),
        (
            .microsoft365, .pop3, "outlook.office365.com", 995,
            "https://outlook.office.com/POP.AccessAsUser.All offline_access"
        ),
    ])
    func `ask for the right they need, at the provider's own server`(
        kind: MethodKind,
        access: MailboxReading.Access,
        host: String,
        port: Int,
        scopes: String
    ) throws {
        let reading = try #require(MailboxReading(kind, access))
        let need = reading.need(account: "bounces@example.com")
        #expect(need.scopes.joined(separator: " ") == scopes)
        #expect(AccessToken(text: "t", scope: scopes).allows(need.required))
        #expect(!AccessToken(text: "t", scope: "https://graph.microsoft.com/Mail.Send").allows(need.required))
        let server = reading.server(ProviderSettings())
        #expect(server == MailboxServer(host: host, port: port))
    }

    @Test func `are nobody else's`() {
        for kind in MethodKind.allCases where kind != .gmail && kind != .microsoft365 {
            #expect(MailboxReading(kind, .imap) == nil)
        }
    }
}
