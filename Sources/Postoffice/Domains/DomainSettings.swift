import DKIM
import DomainCheck
import Sending

/// What the operator sets for sending from organizations' own domains, and for checking them.
package struct DomainSettings: Sendable {
    /// The relay that mail of own domains goes through; nil where there is none.
    package var relay: RelayServer?
    /// The domain under which each organization has an address by the relay; nil where there is none.
    package var relayDomain: String?
    /// The name servers to ask; empty for those of the machine.
    package var nameServers: [DNSServerAddress] = []
    /// How many milliseconds a name server has for its first try.
    package var nameServerTimeout = 2500
    /// The term of SPF that lets the relay's servers pass, such as `include:_spf.example.net`; nil where it is not known.
    package var spfTerm: String?
    /// The domain that reports of failed mail come back to; nil for the sender's own.
    package var bounceDomain: String?
    /// The server that takes mail of the bounce domain, for its MX record; nil where it is not known.
    package var bounceHost: String?
    /// What the selectors of new signing keys begin with.
    package var selectorPrefix = "pb"
    /// How often domains are checked again.
    package var checkInterval: Duration = .seconds(86_400)

    /// Takes the defaults.
    package init() {}

    /// Checks what the operator wrote.
    ///
    /// - Throws: ``DomainSettingsError`` with the first setting that cannot be used.
    package func check() throws(DomainSettingsError) {
        if let spfTerm {
            let isTerm =
                ["include:", "ip4:", "ip6:", "a:", "mx:"].contains { spfTerm.hasPrefix($0) } && !spfTerm.contains(" ")
            guard isTerm else {
                throw DomainSettingsError("domain.spf is one term of SPF, such as include:_spf.example.net")
            }
        }
        for (name, value) in [
            ("relay.domain", relayDomain), ("domain.bounce", bounceDomain), ("domain.bounce.host", bounceHost),
        ] {
            guard let value else { continue }
            guard DNSResolver.canAsk(for: value) else {
                throw DomainSettingsError("\(name) is not a domain name in ASCII")
            }
        }
        // Year, month, letter and number follow.
        guard DKIMKey.isSelector(selectorPrefix), selectorPrefix.utf8.count <= 40 else {
            throw DomainSettingsError("dkim.selector.prefix has 1 to 40 lower-case letters, digits and hyphens")
        }
    }
}

/// A setting of the operator that cannot be used.
package struct DomainSettingsError: Error, CustomStringConvertible {
    /// What is wrong, and what to write instead.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
