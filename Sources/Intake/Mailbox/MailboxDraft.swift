/// Settings of a bounce mailbox as somebody writes them: unchecked, and with everything left out that has a default.
///
/// The password or token never stands here; it is kept beside, as a secret.
package struct MailboxDraft: Codable, Hashable, Sendable {
    /// `imap` (the default) or `pop3`.
    package var `protocol`: String?
    /// The server's name or IP address; required, but with ``provider``.
    package var host: String?
    /// The port; by default that of the protocol with this security.
    package var port: Int?
    /// `tls` (the default), `starttls` or `none`.
    package var security: String?
    /// The user name; required.
    package var username: String?
    /// How to sign in: `password` (the default) or `oauth`, where the secret is a bearer token.
    package var signIn: String?
    /// `gmail` or `microsoft365`, where somebody signs in on that provider's page, and tokens are renewed for each reading.
    package var provider: String?
    /// The IMAP folder to read; `INBOX` by default.
    package var folder: String?
    /// How many seconds pass between two readings, 30 to 86400; 300 by default.
    package var pollSeconds: Int?
    /// Whether reports are deleted once they are kept; by default nothing is deleted.
    package var deleteReports: Bool?
    /// Whether the password may cross the network without TLS; by default not.
    package var allowPlaintextAuthentication: Bool?
    /// The absolute path of a PEM file with the certificates to trust, in place of those of the system.
    package var trustRootsPath: String?

    /// Makes an empty draft, to be filled field by field.
    package init() {}
}
