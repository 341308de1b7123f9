import Mail
import Sending

/// The method `mailjet`: Mailjet's Send API v3.1, one call for each copy.
package struct MailjetMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.mailjet
    /// The largest mail it takes, in bytes: what one call may have.
    package let maximumMessageBytes = 15_000_000
    /// Mailjet tells of deliveries and bounces, and keeps a message's history.
    package static let knowledge = MethodKnowledge(knowsDelivery: true, knowsBounces: true, askableForDays: 30)
    /// What it can find out.
    package var knowledge: MethodKnowledge { Self.knowledge }

    let authorization: (String, String)
    let address: ProviderAddress
    let caller: ProviderCaller
    private let secretKey: String

    /// Makes the method.
    package init(
        settings: MailjetSettings,
        secretKey: String,
        addresses: ProviderAddresses = ProviderAddresses(),
        caller: ProviderCaller = ProviderCaller()
    ) {
        authorization = ProviderRequest.basic(settings.apiKey, secretKey)
        self.secretKey = secretKey
        address = settings.address(addresses)
        self.caller = caller
    }

    /// Offers the copy to Mailjet once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let request: ProviderRequest
        do {
            request = try .json(
                address,
                "/v3.1/send",
                headers: [authorization],
                MailjetMail(try TakenApart(copy), tag: copy.envelopeID)
            )
        } catch {
            return .unusable("the mail cannot be taken apart for Mailjet; queue it again", kind: kind)
        }
        return await caller.offer(request, by: kind, masking: secretKey, verdict: MailjetAnswer.verdict)
    }

    /// Nothing of its own is open.
    package func close() async {}
}
