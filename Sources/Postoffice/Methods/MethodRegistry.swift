import Mail
import Providers
import Sending

/// All kinds of methods, in the order in which they are listed.
package struct MethodRegistry: Sendable {
    /// The kinds, each made once for all organizations.
    package let makers: [any MethodMaker]

    /// Makes the kinds, with what the operator set for them.
    init(_ settings: PostofficeSettings? = nil) {
        let domains = settings?.domains ?? DomainSettings()
        let ownDomain = OwnDomainMethodMaker(
            relay: domains.relay,
            bounceDomain: domains.bounceDomain,
            selectorPrefix: domains.selectorPrefix
        )
        let providers = ProviderMakers.all(settings?.providers ?? ProviderSettings())
        let relay = RelayMethodMaker(
            relay: domains.relay,
            domain: domains.relayDomain,
            bounceDomain: domains.bounceDomain
        )
        let smtp = SMTPMethodMaker(allowsPrivateHosts: settings?.allowsPrivateHosts ?? false)
        let all: [any MethodMaker] = [relay, ownDomain, smtp, SandboxMethodMaker()] + providers
        makers = MethodKind.allCases.compactMap { kind in all.first { $0.kind == kind } }
    }

    /// The maker of a kind; nil where this service has none.
    func maker(_ kind: MethodKind) -> (any MethodMaker)? {
        makers.first { $0.kind == kind }
    }

    /// All kinds as they are told to programs and people, without a service or a data folder.
    package static var kinds: [MethodKindAnswer] {
        Self().makers.map { MethodKindAnswer($0.description) }
    }
}

/// A kind of method as it is told to programs.
package struct MethodKindAnswer: Encodable, Sendable {
    /// A setting of it.
    package struct Setting: Encodable, Sendable {
        package let name: String
        package let type: MethodField.Kind
        package let required: Bool
        package let secret: Bool
        package let operatorOnly: Bool
        package let description: String
        package let choices: [String]?

        init(_ field: MethodField) {
            name = field.name
            type = field.type
            required = field.isRequired
            secret = field.isSecret
            operatorOnly = field.isOperatorOnly
            description = field.description
            choices = field.choices.isEmpty ? nil : field.choices
        }
    }

    /// Its name, for example `own-domain`.
    package let kind: MethodKind
    /// Its name for people.
    package let title: String
    package let settings: [Setting]
    let knowsDelivery: Bool
    let knowsBounces: Bool
    let askableForDays: Int

    init(_ description: MethodDescription) {
        kind = description.kind
        title = description.title
        settings = description.settings.map(Setting.init)
        knowsDelivery = description.knowledge.knowsDelivery
        knowsBounces = description.knowledge.knowsBounces
        askableForDays = description.knowledge.askableForDays
    }
}
