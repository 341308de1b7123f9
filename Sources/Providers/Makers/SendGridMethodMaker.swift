import Mail
import Sending

/// The kind `sendgrid`.
struct SendGridMethodMaker: MethodMaker {
    let description = MethodDescription(
        .sendgrid,
        title: "SendGrid",
        settings: [
            MethodField("apiKey", isRequired: true, isSecret: true, "A key with the right Mail Send; SG.…"),
            .region(["global", "eu"], "global (the default), or eu for the key of an EU subuser."),
            .from, .fromName, .replyTo,
        ],
        knowledge: SendGridMethod.knowledge,
        largestMessage: 30_000_000,
        separatesEnvelope: false
    )

    private let addresses: ProviderAddresses

    init(_ addresses: ProviderAddresses) {
        self.addresses = addresses
    }

    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        settings.with("region", .text("global"))
    }

    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        SendGridMethod(
            settings: SendGridSettings(region: settings.text("region") == "eu" ? .eu : .global),
            key: try await place.required("apiKey"),
            addresses: addresses
        )
    }
}
