import Mail
import Sending

/// The kind `mailgun`.
struct MailgunMethodMaker: MethodMaker {
    let description = MethodDescription(
        .mailgun,
        title: "Mailgun",
        settings: [
            MethodField(
                "apiKey",
                isRequired: true,
                isSecret: true,
                "A sending key of the domain, or the account's key."
            ),
            MethodField("domain", isRequired: true, "The sending domain as it is set up at Mailgun: mg.example.com."),
            .region(["us", "eu"], "Where the domain was set up: us (the default) or eu."),
            MethodField(
                "eventDays",
                type: .number,
                "How many days the account's plan keeps events, 1 to 30; by default 3."
            ),
            .from, .fromName, .replyTo,
        ],
        knowledge: MethodKnowledge(knowsDelivery: true, knowsBounces: true, askableForDays: 3),
        largestMessage: 25_000_000
    )

    private let addresses: ProviderAddresses

    init(_ addresses: ProviderAddresses) {
        self.addresses = addresses
    }

    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        guard let domain = settings.text("domain"), (try? EmailAddress(parsing: "x@\(domain)")) != nil else {
            throw MethodFault("domain", "is not a domain name; write it as mg.example.com")
        }
        guard (1...30).contains(settings.number("eventDays") ?? 3) else {
            throw MethodFault("eventDays", "is not from 1 to 30")
        }
        return settings.with("region", .text("us")).with("eventDays", .number(3))
    }

    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        MailgunMethod(
            settings: MailgunSettings(
                domain: settings.text("domain") ?? "",
                region: settings.text("region") == "eu" ? .eu : .us,
                eventDays: settings.number("eventDays") ?? 3
            ),
            key: try await place.required("apiKey"),
            addresses: addresses
        )
    }
}
