import Foundation
import Ledger
import LedgerFiles
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
    /// Whether servers that an organization names may stand on this machine or in a private network.
    package var allowsPrivateHosts = false
    /// The organization that gets the reports of a shared bounce domain that fit nobody's mail; nil for the only one.
    package var operatorsOrganization: String?
    /// The time by which copies are waited for.
    package var clock: any DispatchClock = SystemDispatchClock()
    /// The sizes a message may have.
    package var limits = MessageLimits.standard
    /// How much each organization's ledger takes.
    package var ledger = LedgerLimits()

    /// Whether whoever calls is the operator, at the machine itself: then certificates and private hosts may be named.
    package var isOperator = false

    /// Where checkpoints may be sent to, beside what the operator sets at the machine: addresses, without a slash at the end.
    package var anchorAddresses: [String] = []

    /// What the operator set for sending from organizations' own domains.
    package var domains = DomainSettings()

    /// Where the mail providers are, and as whom this service signs in there; only the operator sets it.
    package var providers = ProviderSettings()

    /// Where the master key comes from.
    package var masterKey = MasterKeySource(
        environment: ProcessInfo.processInfo.environment[MasterKey.environmentName]
    )

    /// Makes settings.
    package init(data: String, publicURL: String) {
        self.data = data
        self.publicURL = publicURL
    }
}
