import Foundation
import Ledger
import LocalProviders
import MIME
import Mail
import Sending
import Synchronization
import Testing

@testable import Providers

/// Methods that are set up at local providers, and copies to send by them.
struct Mailroom {
    static let kinds: [MethodKind] = [.mailjet, .sendgrid, .mailgun, .gmail, .microsoft365]

    let providers: LocalProviders
    /// The key that methods are made with.
    var key = "key-good-000111"
    var mailjetRegion = MailjetSettings.Region.eu
    var sendGridRegion = SendGridSettings.Region.global
    var mailgunRegion = MailgunSettings.Region.us
    var mailgunDomain = "mg.example.com"
    var readsMessageID = false

    /// What the operator sets, so that everything is at the local providers.
    func settings() throws -> ProviderSettings {
        var settings = ProviderSettings()
        for name in ProviderAddresses.Name.allCases {
            settings.addresses[name] = try ProviderAddress(parsing: providers.address(name.rawValue))
        }
        settings.google = SignInClient(id: "client-1", secret: "client-secret-222")
        settings.microsoft = SignInClient(id: "client-1", secret: "client-secret-222")
        return settings
    }

    /// What a mailbox of a kind is asked to allow.
    func need(_ kind: MethodKind) -> SignInNeed {
        kind == .gmail
            ? MailboxSettings(account: "office@example.nl", readsMessageID: readsMessageID).gmailNeed
            : MailboxSettings(account: "office@example.nl", readsMessageID: readsMessageID).microsoft365Need
    }

    /// A method of a kind, signed in where that is needed.
    func method(_ kind: MethodKind) async throws -> any SendingMethod {
        let addresses = try settings().addresses
        switch kind {
        case .mailjet:
            return MailjetMethod(
                settings: MailjetSettings(apiKey: "public-key", region: mailjetRegion),
                secretKey: key,
                addresses: addresses
            )
        case .sendgrid:
            return SendGridMethod(
                settings: SendGridSettings(region: sendGridRegion),
                key: key,
                addresses: addresses
            )
        case .gmail: return GmailMethod(tokens: try await signedIn(.gmail), addresses: addresses)
        case .microsoft365:
            return Microsoft365Method(tokens: try await signedIn(.microsoft365), addresses: addresses)
        default:
            return MailgunMethod(
                settings: MailgunSettings(domain: mailgunDomain, region: mailgunRegion),
                key: key,
                addresses: addresses
            )
        }
    }

    /// Signs in as a person does with a browser.
    func signedIn(_ kind: MethodKind, shelf: MemoryShelf = MemoryShelf()) async throws -> TokenKeeper {
        let place = try #require(SignInPlace(kind, try settings()))
        let desk = SignInDesk()
        let begun = await desk.begin(
            organization: "main",
            place: place,
            need: need(kind),
            redirect: "http://localhost:1/oauth/callback",
            actor: nil
        )
        let (code, state) = try await consent(begun.page)
        let pending = try #require(await desk.take(state))
        try await pending.finish(code: code, shelf: shelf.shelf)
        return TokenKeeper(place: place, need: need(kind), shelf: shelf.shelf)
    }

    /// Opens a page of consent, and brings back what the provider sends the user away with.
    func consent(_ page: String) async throws -> (code: String, state: String) {
        let address = try ProviderAddress(parsing: "http://127.0.0.1:\(providers.port)")
        let answer = try await ProviderCaller().call(
            ProviderRequest("GET", address, String(page.dropFirst(address.url.count)), headers: [])
        )
        let target = try #require(answer.header("Location"))
        let items = try #require(URLComponents(string: target)?.queryItems)
        let code = items.first { $0.name == "code" }?.value
        let state = items.first { $0.name == "state" }?.value
        return (try #require(code), try #require(state))
    }

    /// The copies of a message, each of which shows To and Cc as the others do; the archive's address is in no header.
    static func copies(
        to: [String],
        cc: [String] = [],
        archive: [String] = [],
        attachment: [UInt8]? = nil,
        text: String = "Dear customer,\n\nPlease find your invoice here.\n"
    ) throws -> [OutgoingCopy] {
        let message = OpaqueID(high: 1, low: 2)
        let key = IndexKey.random()
        let from = try EmailAddress(parsing: "office@example.nl")
        func mailbox(_ address: String) throws -> Mailbox { Mailbox(address: try EmailAddress(parsing: address)) }
        return try (to + cc + archive).enumerated().map { offset, address in
            let tag = try #require(ReturnPathTag(message: message, recipient: offset + 1, key: key))
            let draft = MailDraft(
                from: Mailbox(address: from, name: try HeaderText(parsing: "Café, \"de\" Hoek")),
                to: try to.map(mailbox),
                cc: try cc.map(mailbox),
                replyTo: try mailbox("answers@example.nl"),
                subject: try HeaderText(parsing: "Factuur 2026-12 – € 10"),
                messageID: try MessageID(parsing: "abc.\(offset + 1)@example.nl"),
                references: [try MessageID(parsing: "abc@example.nl")],
                date: 1_760_000_000,
                text: text,
                attachments: try attachment.map {
                    [
                        try MailAttachment(
                            name: try HeaderText(parsing: "factuur é.pdf"),
                            mediaType: try MediaType(parsing: "application/pdf"),
                            bytes: $0
                        )
                    ]
                } ?? []
            )
            return OutgoingCopy(
                message: message,
                recipient: offset + 1,
                attempt: 1,
                sender: from,
                recipientAddress: try EmailAddress(parsing: address),
                bytes: try compose(draft).bytes,
                envelopeID: tag.description
            )
        }
    }

    /// One copy to one address.
    static func copy(to address: String, attachment: [UInt8]? = nil) throws -> OutgoingCopy {
        try #require(try copies(to: [address], attachment: attachment).first)
    }
}

/// A place for tokens in memory.
final class MemoryShelf: Sendable {
    private let kept = Mutex<[UInt8]?>(nil)

    var shelf: TokenShelf {
        TokenShelf(read: { self.kept.withLock { $0 } }, write: { bytes in self.kept.withLock { $0 = bytes } })
    }
}
