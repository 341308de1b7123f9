import Evidence
import Mail
import Sending

/// The method `mailgun`: Mailgun's call for whole mails (`messages.mime`), one for each copy.
///
/// The mail goes out as it was frozen: the recipient is named beside it.
package struct MailgunMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.mailgun
    /// The largest mail it takes, in bytes.
    package let maximumMessageBytes = 25_000_000

    let settings: MailgunSettings
    let key: String
    let address: ProviderAddress
    let caller: ProviderCaller

    /// Makes the method.
    package init(
        settings: MailgunSettings,
        key: String,
        addresses: ProviderAddresses = ProviderAddresses(),
        caller: ProviderCaller = ProviderCaller()
    ) {
        self.settings = settings
        self.key = key
        address = settings.address(addresses)
        self.caller = caller
    }

    /// Mailgun tells of deliveries and bounces; how long it can be asked depends on the account's plan.
    package var knowledge: MethodKnowledge {
        MethodKnowledge(knowsDelivery: true, knowsBounces: true, askableForDays: settings.eventDays)
    }

    /// Offers the copy to Mailgun once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        var form = FormParts()
        form.add("to", copy.recipientAddress.description)
        // The pixel is ours, or there is none.
        for name in ["o:tracking", "o:tracking-clicks", "o:tracking-opens"] { form.add(name, "no") }
        form.add("v:\(MailProvider.tagName)", copy.envelopeID)
        form.add("message", file: "message.mime", type: "message/rfc822", copy.bytes)
        form.close()
        let request = ProviderRequest(
            "POST",
            address,
            "/v3/\(ProviderRequest.escaped(settings.domain))/messages.mime",
            headers: [ProviderRequest.basic("api", key), ("Content-Type", form.contentType)],
            body: form.bytes
        )
        let own = OwnRecipientHeader.value(of: "Message-ID", in: copy.bytes)
        return await caller.offer(request, by: kind, masking: key) { MailgunAnswer.verdict($0, messageID: own) }
    }

    /// Nothing of its own is open.
    package func close() async {}
}
