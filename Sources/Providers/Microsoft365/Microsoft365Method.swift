import Foundation
import Mail
import Sending

/// The method `microsoft365` by Microsoft Graph: `sendMail` with the whole mail, once for each copy.
///
/// Graph takes the envelope from the header, so that a copy names its own recipient alone. Its answer has no id; the
/// Message-ID is kept as a rule, and can be read back from the folder of sent mail where it is not.
package struct Microsoft365Method: SendingMethod {
    /// The method.
    package let kind = MethodKind.microsoft365
    /// The largest mail it takes, in bytes: a call may have four million, and base64 needs a third more.
    package let maximumMessageBytes = 3_000_000
    /// Graph can be asked nothing; bounces come back to its mailbox.
    package static let knowledge = MethodKnowledge(knowsDelivery: false, knowsBounces: false, askableForDays: 0)
    /// What it can find out.
    package var knowledge: MethodKnowledge { Self.knowledge }

    /// What Exchange Online takes from a mailbox, and how many calls Graph takes at once.
    package var rate: SendingRate { SendingRate(perMinute: 30, perDay: 10_000, atOnce: 4) }

    private let tokens: any AccessTokenSource
    private let address: ProviderAddress
    private let caller: ProviderCaller

    /// Makes the method.
    package init(
        tokens: any AccessTokenSource,
        addresses: ProviderAddresses = ProviderAddresses(),
        caller: ProviderCaller = ProviderCaller()
    ) {
        self.tokens = tokens
        address = addresses[.graph]
        self.caller = caller
    }

    /// Offers the copy to Microsoft once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let mail = OwnRecipientHeader.apply(copy.recipientAddress, to: copy.bytes)
        let body = Array(Data(mail).base64EncodedString().utf8)
        do {
            let (answer, token) = try await caller.call(tokens) { token in
                ProviderRequest(
                    "POST",
                    address,
                    "/v1.0/me/sendMail",
                    headers: [ProviderRequest.bearer(token.text), ("Content-Type", "text/plain")],
                    body: body
                )
            }
            var verdict = GraphAnswer.verdict(answer)
            if case .taken = verdict, token.allows("Mail.Read") {
                let own = OwnRecipientHeader.value(of: "Message-ID", in: mail)
                verdict = .taken(id: nil, messageID: await assignedMessageID(of: copy, own: own, token: token))
            }
            return SendResult(verdict, answer, kind: kind, masking: [token.text])
        } catch {
            return SendResult(error, server: address.host, kind: kind)
        }
    }

    /// Nothing of its own is open.
    package func close() async {}

    /// The Message-ID of the newest sent mail to this recipient with this subject; nil where it is ours, or not there yet.
    private func assignedMessageID(of copy: OutgoingCopy, own: String?, token: AccessToken) async -> String? {
        guard let subject = try? TakenApart(copy).subject else { return nil }
        let query = "$top=10&$orderby=sentDateTime%20desc&$select=internetMessageId,subject,toRecipients"
        let path = "/v1.0/me/mailFolders/sentitems/messages?\(query)"
        let request = ProviderRequest("GET", address, path, headers: [ProviderRequest.bearer(token.text)])
        guard let answer = try? await caller.call(request), answer.status == 200 else { return nil }
        let found = answer.json(GraphAnswer.Sent.self)?.value.first { item in
            item.subject == subject
                && item.toRecipients?.contains {
                    $0.emailAddress?.address?.lowercased() == copy.recipientAddress.normalized
                } == true
        }
        let bare = found?.internetMessageId?.trimmingCharacters(in: ["<", ">", " "])
        return bare == own?.trimmingCharacters(in: ["<", ">", " "]) ? nil : bare
    }
}
