import Mail

/// The kind `relay`: the operator's mail server, shared by organizations, each with an address of its own on its domain.
package struct RelayMethodMaker: MethodMaker {
    /// What it asks for.
    package let description: MethodDescription
    private static let unavailable =
        "this service has no relay; its operator sets one with relay.host and relay.domain"

    private let relay: RelayServer?
    private let domain: String?
    private let bounceDomain: String?

    /// Makes the kind with what the operator set; without a relay and a domain it can be described, and sends nothing.
    ///
    /// - Parameters:
    ///   - relay: Where mails go.
    ///   - domain: The domain under which each organization has an address.
    ///   - bounceDomain: The domain that reports come back to; nil for the sender's own address.
    package init(relay: RelayServer? = nil, domain: String? = nil, bounceDomain: String? = nil) {
        self.relay = relay
        self.domain = domain
        self.bounceDomain = bounceDomain
        description = MethodDescription(
            .relay,
            title: "The platform's own mail server",
            settings: [
                MethodField(
                    "replyTo",
                    type: .address,
                    isRequired: true,
                    "Your own address: answers go there. It is confirmed by a mail with a link."
                ),
                MethodField("fromName", "The name that recipients see; your organization's name if left out."),
                MethodField(
                    "prefix",
                    "The part of the sender's address before the @: your organization's name, or that with a dot and more "
                        + "behind it, such as acme.invoices."
                ),
            ],
            knowledge: MethodKnowledge(knowsDelivery: false, knowsBounces: bounceDomain != nil, askableForDays: 0),
            largestMessage: 25_000_000,
            verifiesSender: true
        )
    }

    /// Checks what becomes part of an address.
    package func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        if let prefix = settings.text("prefix") {
            let isFit =
                prefix.utf8.count <= 64
                && prefix.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
                }
            guard isFit else { throw MethodFault("prefix", "may hold a to z, 0 to 9, dots and dashes, at most 64") }
        }
        _ = try MethodSender.name(settings.text("fromName"), field: "fromName")
        return settings
    }

    /// The organization's name and address on the platform's domain, with its own address in Reply-To.
    package func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        guard let domain else { throw MethodFault("method", Self.unavailable) }
        guard let replyTo = settings.text("replyTo") else { throw MethodFault("replyTo", "is missing") }
        let prefix = settings.text("prefix") ?? place.organization
        // Names of organizations hold no dot, so that nobody can take what another one has or may get.
        guard prefix == place.organization || prefix.hasPrefix(place.organization + ".") else {
            throw MethodFault("prefix", "must be \(place.organization), or begin with \(place.organization) and a dot")
        }
        return MethodSender(
            from: Mailbox(
                address: try MethodSender.address("\(prefix)@\(domain)", field: "prefix"),
                name: try MethodSender.name(settings.text("fromName") ?? place.organization, field: "fromName")
            ),
            replyTo: Mailbox(address: try MethodSender.address(replyTo, field: "replyTo"))
        )
    }

    /// The address that answers go to: the only one that is the organization's own.
    package func ownAddress(_ sender: MethodSender) -> EmailAddress {
        sender.replyTo?.address ?? sender.from.address
    }

    /// Whether there is a relay.
    package func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness {
        relay == nil || domain == nil ? .unavailable(Self.unavailable) : .ready
    }

    /// The method; each organization has sessions of its own.
    package func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        guard let relay else { throw MethodFault("method", Self.unavailable) }
        return SMTPMethod(
            .relay,
            server: relay.server,
            returnPath: bounceDomain.map { .domain($0) } ?? .from,
            knowledge: description.knowledge,
            maximumMessageBytes: description.largestMessage
        )
    }
}
