import Configuration
import Foundation
import LedgerFiles
import Logging
import Postoffice
import Providers

/// What a command is run with: flags first, then the environment, then a file.
///
/// - `data` (string, default `postboek-data`): the data folder.
/// - `url` (string): the address of a running service, instead of a folder.
/// - `key` (string, secret): the access key for that service.
/// - `organization` (string): which organization.
/// - `host` (string, default `127.0.0.1`) and `port` (int, default 8025): where `serve` listens.
/// - `public.url` (string): the address under which the world reaches the service.
/// - `relay.host`, `relay.port` (int, default 587), `relay.security` (default `starttls`), `relay.username`, `relay.password`
///   (secret) or `relay.password.file`, `relay.trust.roots`, `relay.ehlo`: the operator's SMTP relay.
/// - `relay.domain` (string): the domain under which each organization has an address by the relay.
/// - `dns.servers` (string): name servers to ask, with commas between; those of the machine if it is missing.
/// - `domain.spf`, `domain.bounce`, `domain.bounce.host`: how the relay's servers pass SPF, and where reports come back to.
/// - `domain.check.hours` (int, default 24): how often sending domains are checked again.
/// - `dkim.selector.prefix` (string, default `pb`): what the selectors of signing keys begin with.
/// - `allow.private.hosts` (bool, default false): whether mail servers that an organization names may stand on this
///   machine or in a private network, and listen on any port.
/// - `tls.certificate`, `tls.key` (strings): the PEM files by which `serve` speaks TLS; without them it speaks plain HTTP.
/// - `trusted.proxies` (string): proxies whose forwarded headers are believed, separated by commas.
/// - `forwarded.header` (string, default `x-forwarded`): which headers those are, `x-forwarded` or `forwarded`.
/// - `connections` (int, default 10000): how many connections may be open at once.
/// - `waiting.events` (int, default 20000): how many events of an organization may wait for the disk.
/// - `report.listen` (string): where reports of a shared bounce domain are taken, as HOST:PORT.
/// - `report.speech` (string, default `lmtp`): how servers speak there, `lmtp` or `smtp`.
/// - `report.domains` (string): the bounce domains, separated by commas.
/// - `report.tls.certificate`, `report.tls.key` (strings): the PEM files with which STARTTLS is offered there; those of `tls`
///   where they are missing.
/// - `operator` (string): the organization that gets the reports which fit nobody's mail.
/// - `master.key.file` (string) or `master.key.command` (string): where the master key comes from, in place of the data
///   folder's `instance.key`; `POSTBOEK_MASTER_KEY` holds the key itself.
/// - `anchor.urls` (string): addresses that checkpoints may be sent to, with commas between.
/// - `backup.to` (string): where `serve` backs the data folder up to; `backup.every` (default `1h`): how often.
/// - `log.level` (string, default `notice`): how much is logged.
/// - those of mail providers, see ``ProviderSettings/init(_:)``.
struct CommandSettings {
    var data: String
    var url: String?
    var key: String?
    var organization: String?
    var host: String
    var port: Int
    var publicURL: String?
    var allowsPrivateHosts: Bool
    var access: ServeAccess
    var reportListen: String?
    var reportSpeech: String
    var reportDomains: [String]
    var operatorsOrganization: String?
    var anchorURLs: [String]
    var backupTo: String?
    var backupEvery: String
    var logLevel: Logger.Level
    var masterKey: MasterKeySource
    var domains: DomainSettings
    var providers: ProviderSettings

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - options: The flags that every command takes.
    ///   - flags: Further flags, by the names above.
    /// - Returns: The settings.
    /// - Throws: ``CommandError`` for a file that cannot be read, or a value that is none.
    static func read(_ options: CommonOptions, flags: [AbsoluteConfigKey: ConfigValue] = [:]) async throws -> Self {
        var given = flags
        given["data"] = options.data.map { ConfigValue(.string($0), isSecret: false) }
        given["url"] = options.url.map { ConfigValue(.string($0), isSecret: false) }
        given["key"] = options.key.map { ConfigValue(.string($0), isSecret: true) }
        given["public.url"] = options.publicUrl.map { ConfigValue(.string($0), isSecret: false) }
        given["log.level"] = options.logLevel.map { ConfigValue(.string($0), isSecret: false) }
        given["master.key.file"] = options.masterKeyFile.map { ConfigValue(.string($0), isSecret: false) }
        given["master.key.command"] = options.masterKeyCommand.map { ConfigValue(.string($0), isSecret: true) }
        given["organization"] = options.organization.map { ConfigValue(.string($0), isSecret: false) }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(values: given),
            EnvironmentVariablesProvider().prefixKeys(with: "postboek"),
        ]
        if let file = options.config {
            let place = ConfigReader(
                provider: InMemoryProvider(values: ["filePath": ConfigValue(.string(file), isSecret: false)])
            )
            do {
                providers.append(try await FileProvider<JSONSnapshot>(config: place))
            } catch {
                throw CommandError("the settings file \(file) cannot be read: it must exist and hold a JSON object")
            }
        }
        let reader = ConfigReader(providers: providers)
        let level = reader.string(forKey: "log.level", default: "notice")
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw CommandError(
                "log.level is not one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let domains = try DomainSettings(reader)
        return Self(
            data: reader.string(forKey: "data", default: "postboek-data"),
            url: reader.string(forKey: "url"),
            key: reader.string(forKey: "key", isSecret: true),
            organization: reader.string(forKey: "organization"),
            host: reader.string(forKey: "host", default: "127.0.0.1"),
            port: reader.int(forKey: "port", default: 8025),
            publicURL: reader.string(forKey: "public.url"),
            allowsPrivateHosts: reader.bool(forKey: "allow.private.hosts", default: false),
            access: try ServeAccess(reader),
            reportListen: reader.string(forKey: "report.listen"),
            reportSpeech: reader.string(forKey: "report.speech", default: "lmtp"),
            reportDomains: (reader.string(forKey: "report.domains") ?? domains.bounceDomain ?? "")
                .split(separator: ",").map(String.init),
            operatorsOrganization: reader.string(forKey: "operator"),
            anchorURLs: reader.string(forKey: "anchor.urls", default: "").split(separator: ",").map(String.init),
            backupTo: reader.string(forKey: "backup.to"),
            backupEvery: reader.string(forKey: "backup.every", default: "1h"),
            logLevel: logLevel,
            masterKey: MasterKeySource(
                environment: reader.string(forKey: "master.key", isSecret: true),
                file: reader.string(forKey: "master.key.file"),
                command: reader.string(forKey: "master.key.command", isSecret: true)
            ),
            domains: domains,
            providers: try ProviderSettings(reader)
        )
    }

    /// A logger that writes to standard error.
    func logger() -> Logger {
        var logger = Logger(label: "postboek") { label in StreamLogHandler.standardError(label: label) }
        logger.logLevel = logLevel
        return logger
    }
}

/// Something that went wrong, in words for the person at the terminal.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    /// Whether the service said that there is no such thing.
    let isNotFound: Bool

    init(_ description: String, isNotFound: Bool = false) {
        self.description = description
        self.isNotFound = isNotFound
    }
}
