import DKIM
import Foundation
import Mail

/// The kind `own-domain`: the organization's own domain over the operator's relay, signed with DKIM.
///
/// Its keys are made here when it is set up, and their private halves never leave the key file. It sends as soon as a check
/// of the domain found the public halves in DNS.
package struct OwnDomainMethodMaker: MethodMaker {
    /// The setting that names the keys which sign; the check of the domain writes it.
    package static let selectorsName = "selectors"

    /// What it asks for.
    package let description: MethodDescription
    private let relay: RelayServer?
    private let bounceDomain: String?
    private let selectorPrefix: String

    /// Makes the kind with what the operator set.
    ///
    /// - Parameters:
    ///   - relay: Where mails go; nil where the operator has none, so that nothing can be sent.
    ///   - bounceDomain: The domain that reports come back to; nil for the sender's own.
    ///   - selectorPrefix: What the selectors of new keys begin with.
    package init(relay: RelayServer? = nil, bounceDomain: String? = nil, selectorPrefix: String = "pb") {
        self.relay = relay
        self.bounceDomain = bounceDomain
        self.selectorPrefix = selectorPrefix
        description = MethodDescription(
            .ownDomain,
            title: "Your own domain, signed with DKIM, over the operator's relay",
            settings: [
                .from, .fromName, .replyTo,
                MethodField(
                    Self.selectorsName,
                    isOperatorOnly: true,
                    "The keys that mails are signed with; `check` writes them, and whatever else is given is ignored."
                ),
            ],
            knowledge: OwnDomainMethod.knowledge(bounceDomain: bounceDomain),
            largestMessage: 50_000_000
        )
    }

    /// Checks that the domain can stand in a signature.
    package func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        let sender = try MethodSender(settings)
        guard sender.from.address.domain.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw MethodFault("from", "its domain must be written in ASCII, as xn--…, so that it can be signed for")
        }
        return settings
    }

    /// The address and name that the settings say.
    package func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    /// Makes keys where the domain has none, and keeps those that sign where the domain stays the same.
    package func prepared(
        _ settings: MethodSettings,
        known: MethodSettings?,
        in place: MethodPlace
    ) async throws -> MethodSettings {
        let domain = try Self.domain(settings)
        var prepared = settings
        prepared.values[Self.selectorsName] = nil
        if let known, try Self.domain(known) == domain {
            prepared.values[Self.selectorsName] = known.values[Self.selectorsName]
        }
        if try await DKIMKeyRing.load(domain: domain, from: place.secrets) == nil {
            _ = try await addKeys(prepared, in: place)
        }
        return prepared
    }

    /// Makes new keys beside those that sign.
    package func addKeys(_ settings: MethodSettings, in place: MethodPlace) async throws -> DKIMKeyRing {
        try await DKIMKeyRing.addGeneration(
            domain: try Self.domain(settings),
            active: Self.selectors(settings),
            prefix: selectorPrefix,
            date: Date(),
            to: place.secrets
        )
    }

    /// Ready when a check of the domain found its keys, and there is a relay.
    package func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness {
        guard relay != nil else { return .unavailable("the operator of this service has not set a relay up") }
        guard Self.selectors(settings).isEmpty else { return .ready }
        let domain = try Self.domain(settings)
        let keys = try await DKIMKeyRing.load(domain: domain, from: place.secrets)?.newest ?? []
        let records = keys.map { key in
            "\(KeyRecord.name(selector: key.selector, domain: domain)) TXT \(KeyRecord.text(for: key).text)"
        }
        return .unavailable(
            "\(domain) is not active yet; publish these records and run `postboek method check own-domain`: "
                + records.joined(separator: " and ")
        )
    }

    /// The method, with the keys that sign.
    package func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        guard let relay else { throw MethodFault("relay", "is not set up by the operator") }
        let domain = try Self.domain(settings)
        let keys = try await DKIMKeyRing.load(domain: domain, from: place.secrets)?.keys(of: Self.selectors(settings))
        let signer = try DKIMSigner(domain: domain, keys: keys ?? [])
        return OwnDomainMethod(relay: relay, signer: signer, bounceDomain: bounceDomain)
    }

    /// The domain in From.
    package static func domain(_ settings: MethodSettings) throws(MethodFault) -> String {
        try MethodSender(settings).from.address.domain
    }

    /// The selectors of the keys that sign; none before the domain is active.
    package static func selectors(_ settings: MethodSettings) -> [String] {
        settings.text(selectorsName)?.split(separator: " ").map(String.init) ?? []
    }
}
