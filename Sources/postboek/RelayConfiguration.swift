import Configuration
import Foundation
import SMTP
import Sending

extension RelaySettings {
    /// Reads what the operator set about the relay that organizations share; nil where there is none.
    ///
    /// - `relay.host` (string), `relay.port` (int, default 587), `relay.security` (`none`, `starttls` or `tls`, default
    ///   `starttls`, and `tls` on port 465): the server.
    /// - `relay.username` (string), `relay.password.file` (string): what to sign in with; the file's first line is it.
    /// - `relay.domain` (string): the platform's domain.
    /// - `relay.bounce.domain` (string): a domain whose mail comes back to this service.
    /// - `relay.trust.roots` (string): a PEM file with further certificates to trust.
    ///
    /// - Throws: ``CommandError`` for a value that is none.
    static func read(_ reader: ConfigReader) throws -> Self? {
        guard let host = reader.string(forKey: "relay.host") else { return nil }
        guard let domain = reader.string(forKey: "relay.domain") else {
            throw CommandError("relay.host is set, and relay.domain is not: name the domain that organizations send from")
        }
        let port = reader.int(forKey: "relay.port", default: 587)
        let server = SMTPServer(
            host: host,
            port: port,
            security: try security(reader.string(forKey: "relay.security"), port: port),
            credentials: try reader.string(forKey: "relay.username").map { name in
                guard let file = reader.string(forKey: "relay.password.file") else {
                    throw CommandError("relay.username is set, and relay.password.file is not")
                }
                return .password(username: name, password: try SecretFile.line(of: file))
            },
            heloName: domain,
            trustRootsPEMPath: reader.string(forKey: "relay.trust.roots")
        )
        do {
            return try Self(
                server: server,
                domain: domain,
                bounceDomain: reader.string(forKey: "relay.bounce.domain")
            )
        } catch {
            throw CommandError(error.fields.map { "\($0.name) \($0.problem)" }.joined(separator: "; "))
        }
    }

    private static func security(_ word: String?, port: Int) throws -> SMTPSecurity {
        switch word?.lowercased() {
        case "none": .none
        case "starttls": .startTLS
        case "tls": .tls
        case nil: port == 465 ? .tls : .startTLS
        default: throw CommandError("relay.security must be none, starttls or tls")
        }
    }
}
