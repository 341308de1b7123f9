/// Settings of the method `smtp` as somebody writes them: unchecked, and with everything left out that has a default.
///
/// The password never stands here; it is kept beside, as a secret.
package struct SMTPMethodDraft: Codable, Hashable, Sendable {
    /// The server's name or IP address; required.
    package var host: String?
    /// The port; by default 465 with `tls`, 25 with `none`, else 587.
    package var port: Int?
    /// `tls`, `starttls` or `none`; by default `tls` on port 465, else `starttls`.
    package var security: String?
    /// The user name to sign in with; without it the server is not signed in to.
    package var username: String?
    /// The address in From; required.
    package var from: String?
    /// The name beside it.
    package var fromName: String?
    /// The address that answers go to, where it is not the From address.
    package var replyTo: String?
    /// Where reports come back to: `from` (the default), `plus` (the From address with a tag behind a plus sign), or an
    /// address.
    package var returnPath: String?
    /// Whether the server is asked to report successful delivery too; by default not.
    package var notifySuccess: Bool?
    /// Whether the password may cross the network without TLS; by default not.
    package var allowPlaintextAuthentication: Bool?
    /// The absolute path of a PEM file with certificates that are trusted beside those of the system.
    package var trustRootsPath: String?
    /// The name said in EHLO; by default the domain of the From address.
    package var heloName: String?

    /// Makes a draft; fields left out get their default when it is validated.
    package init(
        host: String? = nil,
        port: Int? = nil,
        security: String? = nil,
        username: String? = nil,
        from: String? = nil,
        fromName: String? = nil,
        replyTo: String? = nil,
        returnPath: String? = nil,
        notifySuccess: Bool? = nil,
        allowPlaintextAuthentication: Bool? = nil,
        trustRootsPath: String? = nil,
        heloName: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.from = from
        self.fromName = fromName
        self.replyTo = replyTo
        self.returnPath = returnPath
        self.notifySuccess = notifySuccess
        self.allowPlaintextAuthentication = allowPlaintextAuthentication
        self.trustRootsPath = trustRootsPath
        self.heloName = heloName
    }
}
