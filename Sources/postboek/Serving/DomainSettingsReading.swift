import Configuration
import DomainCheck
import Postoffice
import Sending

extension DomainSettings {
    /// Reads what the operator set for sending from organizations' own domains.
    ///
    /// - Throws: ``CommandError`` for a value that cannot be used.
    init(_ reader: ConfigReader) throws {
        self.init()
        do {
            relay = try reader.string(forKey: "relay.host").map { host in
                try RelayServer(
                    host: host,
                    port: reader.int(forKey: "relay.port", default: 587),
                    security: reader.string(forKey: "relay.security", default: "starttls"),
                    username: reader.string(forKey: "relay.username"),
                    password: try reader.string(forKey: "relay.password", isSecret: true)
                        ?? reader.string(forKey: "relay.password.file").map(SecretFile.line),
                    trustRootsPath: reader.string(forKey: "relay.trust.roots"),
                    heloName: reader.string(forKey: "relay.ehlo")
                )
            }
            relayDomain = reader.string(forKey: "relay.domain")?.lowercased()
            let servers = reader.string(forKey: "dns.servers") ?? ""
            nameServers = try servers.split(separator: ",").map { text in
                try DNSServerAddress(parsing: text.filter { !$0.isWhitespace })
            }
            spfTerm = reader.string(forKey: "domain.spf")
            bounceDomain = reader.string(forKey: "domain.bounce")?.lowercased()
            bounceHost = reader.string(forKey: "domain.bounce.host")?.lowercased()
            selectorPrefix = reader.string(forKey: "dkim.selector.prefix", default: "pb")
            checkInterval = .seconds(max(1, reader.int(forKey: "domain.check.hours", default: 24)) * 3600)
            try check()
        } catch let error as RelayServerError {
            throw CommandError(error.description)
        } catch let error as DNSServerAddressError {
            throw CommandError("dns.servers: \(error)")
        } catch let error as DomainSettingsError {
            throw CommandError(error.description)
        }
    }
}
