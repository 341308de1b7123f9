import Foundation
import Mail
import Sending

/// The method `gmail` by the Gmail API: one upload of the whole mail for each copy.
///
/// Gmail takes the envelope from the header, so that a copy names its own recipient alone.
package struct GmailMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.gmail
    /// The largest mail it takes, in bytes: that of the upload call.
    package let maximumMessageBytes = 35_000_000
    /// Gmail can be asked nothing; bounces come back to its mailbox.
    package static let knowledge = MethodKnowledge(knowsDelivery: false, knowsBounces: false, askableForDays: 0)
    /// What it can find out.
    package var knowledge: MethodKnowledge { Self.knowledge }

    /// What an account of a business may reach in a day; a personal one has 500, to be set as its limit.
    package var rate: SendingRate { SendingRate(perDay: 2000) }

    /// Up to here a mail goes within the call itself; larger ones go by the upload call.
    static let largestWithinCall = 3_000_000

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
        address = addresses[.gmail]
        self.caller = caller
    }

    /// Offers the copy to Gmail once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let mail = OwnRecipientHeader.apply(copy.recipientAddress, to: copy.bytes)
        do {
            let (answer, token) = try await caller.call(tokens) { token in request(for: mail, token: token) }
            var verdict = GmailAnswer.verdict(answer)
            if case .taken(let id?, _) = verdict, token.allowsReading {
                let own = OwnRecipientHeader.value(of: "Message-ID", in: mail)
                verdict = .taken(id: id, messageID: await assignedMessageID(id, own: own, token: token))
            }
            return SendResult(verdict, answer, kind: kind, masking: [token.text])
        } catch {
            return SendResult(error, server: address.host, kind: kind)
        }
    }

    /// Nothing of its own is open.
    package func close() async {}

    private func request(for mail: [UInt8], token: AccessToken) -> ProviderRequest {
        let headers = [ProviderRequest.bearer(token.text)]
        if mail.count > Self.largestWithinCall {
            return ProviderRequest(
                "POST",
                address,
                "/upload/gmail/v1/users/me/messages/send?uploadType=media",
                headers: headers + [("Content-Type", "message/rfc822")],
                body: mail
            )
        }
        return ProviderRequest(
            "POST",
            address,
            "/gmail/v1/users/me/messages/send",
            headers: headers + [("Content-Type", "application/json")],
            body: Array("{\"raw\":\"\(URLBase64.encode(mail))\"}".utf8)
        )
    }

    /// The Message-ID that the mail has now, where it is not ours; nil also where Gmail does not tell.
    private func assignedMessageID(_ id: String, own: String?, token: AccessToken) async -> String? {
        let path =
            "/gmail/v1/users/me/messages/\(ProviderRequest.escaped(id))?format=metadata&metadataHeaders=Message-ID"
        let request = ProviderRequest("GET", address, path, headers: [ProviderRequest.bearer(token.text)])
        guard let answer = try? await caller.call(request), answer.status == 200 else { return nil }
        let headers = answer.json(GmailAnswer.Metadata.self)?.payload?.headers ?? []
        let found = headers.first { $0.name.lowercased() == "message-id" }?.value
        let bare = found?.trimmingCharacters(in: ["<", ">", " "])
        return bare == own?.trimmingCharacters(in: ["<", ">", " "]) ? nil : bare
    }
}

extension AccessToken {
    fileprivate var allowsReading: Bool {
        ["gmail.metadata", "gmail.readonly", "gmail.modify", "mail.google.com/"].contains { allows($0) }
    }
}
