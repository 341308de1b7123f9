import Mail
import Sending

/// The kinds of methods that go by a provider's interface.
package enum ProviderMakers {
    /// All of them, with what the operator set.
    package static func all(_ settings: ProviderSettings = ProviderSettings()) -> [any MethodMaker] {
        [
            MailboxMethodMaker(.gmail, settings), MailboxMethodMaker(.microsoft365, settings),
            MailjetMethodMaker(settings.addresses), SendGridMethodMaker(settings.addresses),
            MailgunMethodMaker(settings.addresses),
        ]
    }
}

extension MethodField {
    static func region(_ choices: [String], _ words: String) -> Self {
        Self("region", choices: choices, words)
    }
}

extension MethodSettings {
    /// The settings with a default written out.
    func with(_ name: String, _ value: MethodValue) -> Self {
        guard values[name] == nil else { return self }
        var settings = self
        settings.values[name] = value
        return settings
    }
}

extension MethodPlace {
    /// A secret that was set.
    func required(_ name: String) async throws -> String {
        guard let secret = try await secrets.secret(name) else { throw MethodFault(name, "is missing; set it again") }
        return secret
    }
}
