import Mail

/// The kind `own-domain`: an organization's own From address over the operator's relay.
package struct OwnDomainMethodMaker: MethodMaker {
    /// What it asks for.
    package let description: MethodDescription
    private let relay: RelaySettings?

    /// Makes the kind; without a relay it can be described, and sends nothing.
    package init(_ relay: RelaySettings?) {
        self.relay = relay
        description = MethodDescription(
            .ownDomain,
            title: "Your own domain by the platform's mail server",
            settings: [.from, .fromName, .replyTo],
            knowledge: relay?.knowledge ?? MethodKnowledge(knowsDelivery: false, knowsBounces: true, askableForDays: 0),
            largestMessage: 25_000_000,
            verifiesSender: true
        )
    }

    /// Checks what stands in headers.
    package func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        _ = try MethodSender(settings)
        return settings
    }

    /// The address and name that the settings say.
    package func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    /// Whether there is a relay.
    package func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness {
        relay == nil ? .unavailable(RelaySettings.unavailable) : .ready
    }

    /// The method; each organization has sessions of its own.
    package func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        guard let relay else { throw MethodFault("method", RelaySettings.unavailable) }
        return SMTPMethod(
            .ownDomain,
            server: relay.server,
            returnPath: relay.returnPath,
            knowledge: relay.knowledge,
            maximumMessageBytes: description.largestMessage
        )
    }
}
