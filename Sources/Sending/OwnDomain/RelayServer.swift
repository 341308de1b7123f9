import SMTP

/// The operator's SMTP relay, which takes mail of all organizations.
///
/// It is named by the operator only, so a host inside the operator's own network is fine.
package struct RelayServer: Hashable, Sendable {
    let server: SMTPServer

    /// Describes a relay; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - host: Its name or IP address.
    ///   - port: Its port.
    ///   - security: `none`, `starttls` or `tls`.
    ///   - username: The user name, where it asks for one.
    ///   - password: The password beside it.
    ///   - trustRootsPath: A PEM file of further certificates to trust.
    ///   - heloName: The name said in EHLO; nil for `localhost`.
    /// - Throws: ``RelayServerError`` with what is wrong.
    package init(
        host: String,
        port: Int,
        security: String,
        username: String? = nil,
        password: String? = nil,
        trustRootsPath: String? = nil,
        heloName: String? = nil
    ) throws(RelayServerError) {
        guard let protection = SMTPSecurity.allCases.first(where: { $0.rawValue.lowercased() == security.lowercased() })
        else { throw RelayServerError("relay.security is not one of none, starttls, tls") }
        guard (username == nil) == (password == nil) else {
            throw RelayServerError("relay.username and relay.password go together; set both or none")
        }
        var server = SMTPServer(host: host, port: port, security: protection, trustRootsPEMPath: trustRootsPath)
        if let username, let password { server.credentials = .password(username: username, password: password) }
        if let heloName { server.heloName = heloName }
        do {
            try server.check()
        } catch {
            throw RelayServerError("the relay's settings cannot be used: \(error.description)")
        }
        self.server = server
    }
}

/// What is wrong with the settings of a relay; holds no secret.
package struct RelayServerError: Error, CustomStringConvertible {
    /// The words.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
