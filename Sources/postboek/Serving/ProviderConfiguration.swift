import Configuration
import Mail
import Providers

extension ProviderSettings {
    /// Reads what the operator set about mail providers.
    ///
    /// - `google.client.id`, `google.client.secret` (secret): this service as it is registered at Google.
    /// - `microsoft.client.id`, `microsoft.client.secret` (secret), `microsoft.client.tenant` (default `common`): the same at
    ///   Microsoft.
    /// - `provider.NAME` (string): another address for one of the providers, such as `provider.mailgun-eu`.
    /// - `provider.gmail-smtp`, `provider.microsoft-smtp` (string): another submission server, as `host:port`.
    /// - `provider.gmail-imap`, `.gmail-pop3`, `.microsoft-imap`, `.microsoft-pop3` (string): another server from which bounce
    ///   mailboxes are read, as `host:port`.
    /// - `provider.trust-roots` (string): a PEM file with further certificates that these servers may show.
    ///
    /// - Throws: ``CommandError`` for a value that is none.
    init(_ reader: ConfigReader) throws {
        self.init()
        for name in ProviderAddresses.Name.allCases {
            guard let text = reader.string(forKey: ConfigKey("provider.\(name.rawValue)")) else { continue }
            do throws(ProviderAddressError) {
                addresses[name] = try ProviderAddress(parsing: text)
            } catch {
                throw CommandError("provider.\(name.rawValue): \(error)")
            }
        }
        google = Self.client("google", reader)
        microsoft = Self.client("microsoft", reader)
        let roots = reader.string(forKey: "provider.trust-roots")
        gmailServer = try Self.server("gmail-smtp", reader, roots) ?? gmailServer
        microsoftServer = try Self.server("microsoft-smtp", reader, roots) ?? microsoftServer
        for (name, mailbox) in Self.mailboxes {
            guard let mailbox, let server = try Self.server(name, reader, roots) else { continue }
            readingServers[mailbox] = server
        }
    }

    private static let mailboxes: [(name: String, mailbox: MailboxReading?)] = [
        ("gmail-imap", MailboxReading(.gmail, .imap)), ("gmail-pop3", MailboxReading(.gmail, .pop3)),
        ("microsoft-imap", MailboxReading(.microsoft365, .imap)),
        ("microsoft-pop3", MailboxReading(.microsoft365, .pop3)),
    ]

    private static func client(_ name: String, _ reader: ConfigReader) -> SignInClient? {
        guard let id = reader.string(forKey: ConfigKey("\(name).client.id")),
            let secret = reader.string(forKey: ConfigKey("\(name).client.secret"), isSecret: true)
        else { return nil }
        return SignInClient(
            id: id,
            secret: secret,
            tenant: reader.string(forKey: ConfigKey("\(name).client.tenant"), default: "common")
        )
    }

    private static func server(_ name: String, _ reader: ConfigReader, _ roots: String?) throws -> MailboxServer? {
        guard let text = reader.string(forKey: ConfigKey("provider.\(name)")) else { return nil }
        let parts = text.split(separator: ":").map(String.init)
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw CommandError("provider.\(name) must be like smtp.example.com:587")
        }
        return MailboxServer(host: parts[0], port: port, trustRootsPath: roots)
    }
}
