import Foundation
import Mail

/// This service as a mail provider knows it: the client that the operator registered there.
package struct SignInClient: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The client's id.
    package var id: String
    /// The client's secret.
    package var secret: String
    /// Microsoft's name for whose accounts may sign in: `common`, `organizations`, `consumers` or a tenant.
    package var tenant: String

    /// Names a client.
    package init(id: String, secret: String, tenant: String = "common") {
        self.id = id
        self.secret = secret
        self.tenant = tenant
    }

    /// The id, and stars.
    package var description: String { "SignInClient(\(id), ****)" }

    /// Nothing.
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// What the operator sets about the providers.
package struct ProviderSettings: Sendable {
    /// Where they are.
    package var addresses = ProviderAddresses()
    /// The client registered at Google; nil where there is none, and Gmail cannot be signed in to.
    package var google: SignInClient?
    /// The client registered at Microsoft; nil where there is none.
    package var microsoft: SignInClient?

    /// Gmail's submission server.
    package var gmailServer = MailboxServer(host: "smtp.gmail.com")
    /// Exchange Online's submission server.
    package var microsoftServer = MailboxServer(host: "smtp.office365.com")
    /// Other servers than the providers' own, from which mailboxes are read.
    package var readingServers: [MailboxReading: MailboxServer] = [:]

    /// The providers' own addresses, and no clients.
    package init() {}
}

/// Where and as whom a mailbox signs in.
package struct SignInPlace: Hashable, Sendable {
    let kind: MethodKind
    let client: SignInClient
    let authorize: ProviderAddress
    let token: ProviderAddress

    /// The place of a kind of method; nil where the operator registered no client, or the kind does not sign in.
    package init?(_ kind: MethodKind, _ settings: ProviderSettings) {
        self.kind = kind
        switch kind {
        case .gmail:
            guard let client = settings.google else { return nil }
            self.client = client
            (authorize, token) = (settings.addresses[.googleAuthorize], settings.addresses[.googleToken])
        case .microsoft365:
            guard let client = settings.microsoft else { return nil }
            self.client = client
            authorize = settings.addresses[.microsoftAuthorize].with(tenant: client.tenant)
            token = settings.addresses[.microsoftToken].with(tenant: client.tenant)
        case .relay, .ownDomain, .smtp, .mailjet, .sendgrid, .mailgun, .sandbox: return nil
        }
    }

    /// The page on which the user is asked for consent (RFC 6749 §4.1.1, RFC 7636 §4.3).
    func page(scopes: [String], redirect: String, state: String, challenge: String, account: String) -> String {
        var fields = [
            ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirect),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"), ("login_hint", account),
        ]
        if kind == .gmail {
            // Without these Google gives a token that cannot be renewed.
            fields += [("access_type", "offline"), ("prompt", "consent")]
        } else {
            fields += [("prompt", "select_account")]
        }
        return "\(authorize.url)?\(SignInPlace.form(fields))"
    }

    /// Fields in the form of HTML forms.
    static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(ProviderRequest.escaped($0.1))" }.joined(separator: "&")
    }
}

extension ProviderAddress {
    fileprivate func with(tenant: String) -> Self {
        Self(known: url.replacing("{tenant}", with: ProviderRequest.escaped(tenant)), host: host)
    }
}
