import Mail
import Sending

/// The kind `mailjet`.
struct MailjetMethodMaker: MethodMaker {
    let description = MethodDescription(
        .mailjet,
        title: "Mailjet",
        settings: [
            MethodField("apiKey", isRequired: true, "The API key, the public half of the pair."),
            MethodField("secretKey", isRequired: true, isSecret: true, "The secret key beside it."),
            .region(["eu", "us"], "Where the account lives: eu (the default) or us."),
            .from, .fromName, .replyTo,
        ],
        knowledge: MailjetMethod.knowledge,
        largestMessage: 15_000_000,
        separatesEnvelope: false
    )

    private let addresses: ProviderAddresses

    init(_ addresses: ProviderAddresses) {
        self.addresses = addresses
    }

    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        settings.with("region", .text("eu"))
    }

    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        MailjetMethod(
            settings: MailjetSettings(
                apiKey: settings.text("apiKey") ?? "",
                region: settings.text("region") == "us" ? .us : .eu
            ),
            secretKey: try await place.required("secretKey"),
            addresses: addresses
        )
    }
}
