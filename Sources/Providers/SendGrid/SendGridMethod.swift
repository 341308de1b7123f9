import Mail
import Sending

/// The method `sendgrid`: SendGrid's Mail Send call (v3), one for each copy.
package struct SendGridMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.sendgrid
    /// The largest mail it takes, in bytes.
    package let maximumMessageBytes = 30_000_000
    /// SendGrid tells of deliveries and bounces, and keeps its Email Logs for thirty days.
    package static let knowledge = MethodKnowledge(knowsDelivery: true, knowsBounces: true, askableForDays: 30)
    /// What it can find out.
    package var knowledge: MethodKnowledge { Self.knowledge }

    let key: String
    let address: ProviderAddress
    let caller: ProviderCaller

    /// Makes the method.
    package init(
        settings: SendGridSettings,
        key: String,
        addresses: ProviderAddresses = ProviderAddresses(),
        caller: ProviderCaller = ProviderCaller()
    ) {
        self.key = key
        address = settings.address(addresses)
        self.caller = caller
    }

    /// Offers the copy to SendGrid once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let request: ProviderRequest
        do {
            request = try .json(
                address,
                "/v3/mail/send",
                headers: [ProviderRequest.bearer(key)],
                SendGridMail(try TakenApart(copy), tag: copy.envelopeID)
            )
        } catch {
            return .unusable("the mail cannot be taken apart for SendGrid; queue it again", kind: kind)
        }
        return await caller.offer(request, by: kind, masking: key, verdict: SendGridAnswer.verdict)
    }

    /// Nothing of its own is open.
    package func close() async {}
}
