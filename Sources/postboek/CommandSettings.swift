import Configuration
import Foundation
import Logging
import Providers
import Sending

/// What a command is run with: flags first, then the environment, then a file.
///
/// - `data` (string, default `postboek-data`): the data folder.
/// - `url` (string): the address of a running service, instead of a folder.
/// - `key` (string, secret): the access key for that service.
/// - `organization` (string): which organization.
/// - `host` (string, default `127.0.0.1`) and `port` (int, default 8025): where `serve` listens.
/// - `public.url` (string): the address under which the world reaches the service.
/// - `log.level` (string, default `notice`): how much is logged.
/// - `allow.private.hosts` (bool, default false): whether mail servers that are set over HTTP may be on this machine and its
///   network, and on any port.
/// - those of the relay, see ``RelaySettings/read(_:)``.
/// - those of mail providers, see ``ProviderSettings/init(_:)``.
struct CommandSettings {
    var data: String
    var url: String?
    var key: String?
    var organization: String?
    var host: String
    var port: Int
    var publicURL: String?
    var logLevel: Logger.Level
    var providers: ProviderSettings
    var relay: RelaySettings?
    var allowsPrivateHosts: Bool

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
        return Self(
            data: reader.string(forKey: "data", default: "postboek-data"),
            url: reader.string(forKey: "url"),
            key: reader.string(forKey: "key", isSecret: true),
            organization: reader.string(forKey: "organization"),
            host: reader.string(forKey: "host", default: "127.0.0.1"),
            port: reader.int(forKey: "port", default: 8025),
            publicURL: reader.string(forKey: "public.url"),
            logLevel: logLevel,
            providers: try ProviderSettings(reader),
            relay: try RelaySettings.read(reader),
            allowsPrivateHosts: reader.bool(forKey: "allow.private.hosts", default: false)
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

    init(_ description: String) {
        self.description = description
    }
}
