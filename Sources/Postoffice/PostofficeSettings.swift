import Providers
import Sending

/// What a post office is opened with.
package struct PostofficeSettings: Sendable {
    /// The data folder.
    package var data: String
    /// The address under which the world reaches the service, without a slash at the end; pixels are made from it.
    package var publicURL: String
    /// How sending is tried again.
    package var retries = RetryPolicy()
    /// The sizes a message may have.
    package var limits = MessageLimits.standard

    /// Whether whoever calls is the operator, at the machine itself: then certificates and private hosts may be named.
    package var isOperator = false

    /// Where the mail providers are, and as whom this service signs in there; only the operator sets it.
    package var providers = ProviderSettings()

    /// The operator's relay; nil where there is none.
    package var relay: RelaySettings?

    /// Whether mail servers that are named over HTTP may be on this machine and its network, and on any port.
    package var allowsPrivateHosts = false

    /// Makes settings.
    package init(data: String, publicURL: String) {
        self.data = data
        self.publicURL = publicURL
    }
}
