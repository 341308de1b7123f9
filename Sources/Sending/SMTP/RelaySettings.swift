import Mail
import SMTP

/// The operator's relay, as it is set where the service is started: never over HTTP.
package struct RelaySettings: Hashable, Sendable {
    /// The server, with what to sign in with.
    package let server: SMTPServer
    /// The platform's domain, under which each organization has an address of its own.
    package let domain: String
    /// A domain whose mail comes back to this service, for return paths with a tag; nil for the From address.
    package let bounceDomain: String?

    /// Checks settings.
    ///
    /// - Throws: ``MethodFault`` with the first setting that cannot be used.
    package init(server: SMTPServer, domain: String, bounceDomain: String? = nil) throws(MethodFault) {
        for (field, domain) in [("relay.domain", domain), ("relay.bounce.domain", bounceDomain ?? domain)] {
            _ = try MethodSender.address("postmaster@\(domain)", field: field)
        }
        do { try server.check() } catch { throw MethodFault("relay.host", "\(error)") }
        self.server = server
        self.domain = domain
        self.bounceDomain = bounceDomain
    }

    /// What stands in MAIL FROM.
    var returnPath: SMTPReturnPath {
        bounceDomain.map { .domain($0) } ?? .from
    }

    /// What can be known of copies by it: refusals come back to the bounce domain.
    var knowledge: MethodKnowledge {
        MethodKnowledge(knowsDelivery: false, knowsBounces: bounceDomain != nil, askableForDays: 0)
    }

    /// What the kinds say of a service without a relay.
    static let unavailable = "this service has no relay; its operator sets one with relay.host and relay.domain"
}
