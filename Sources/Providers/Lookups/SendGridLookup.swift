import Evidence
import Ledger
import Sending

/// Asks SendGrid's Email Logs, which every account has for thirty days.
package struct SendGridLookup: ProviderLookup {
    /// SendGrid.
    package let provider = MailProvider.sendgrid
    /// For how many days it can be asked.
    package let askableForDays = SendGridMethod.knowledge.askableForDays

    let address: ProviderAddress
    let key: String
    let caller: ProviderCaller

    private struct Query: Encodable {
        var query: String
        var limit: Int
    }

    /// What SendGrid knows about a copy.
    ///
    /// The whole id of a message, by which the log is asked, is not told at sending; it is looked for among the recipient's
    /// mails of that hour.
    package func events(about copy: LookedUpCopy) async throws(ProviderLookupError) -> [ProviderEvent] {
        guard let providerID = copy.providerID, let id = try await logID(of: providerID, copy) else { return [] }
        let path = "/v3/logs/\(ProviderRequest.escaped(id))"
        let request = ProviderRequest("GET", address, path, headers: [ProviderRequest.bearer(key)])
        guard let message = try await caller.ask(request) else { return [] }
        let own = message["custom_args"].fields
        let now = Timestamp.now().microseconds
        return message["events"].elements.map { line in
            // The log keeps our arguments apart; a webhook puts them beside the fields.
            var fields = own.merging(line["custom_args"].fields) { $1 }.merging(line.fields) { $1 }
            fields["sg_message_id"] = fields["sg_message_id"] ?? .text(id)
            fields["email"] = fields["email"] ?? .text(copy.recipient)
            return SendGridEvents.event(.object(fields), heardAt: now)
        }
    }

    private func logID(of providerID: String, _ copy: LookedUpCopy) async throws(ProviderLookupError) -> String? {
        let sentAt = Timestamp(microseconds: copy.sentAt)
        let (from, to) = (sentAt.adding(seconds: -3600), sentAt.adding(seconds: 3600))
        // An address has no quotation mark (``EmailAddress``); whatever has one is not asked about.
        guard !copy.recipient.contains("\"") else { return nil }
        let query = Query(
            query: """
                to_email = "\(copy.recipient)" AND sg_message_id_created_at > TIMESTAMP "\(from.wholeSecond)" \
                AND sg_message_id_created_at < TIMESTAMP "\(to.wholeSecond)"
                """,
            limit: 100
        )
        let headers = [ProviderRequest.bearer(key)]
        guard let request = try? ProviderRequest.json(address, "/v3/logs", headers: headers, query) else { return nil }
        let ids = try await caller.ask(request)?["messages"].elements.compactMap { $0["sg_message_id"].text } ?? []
        return ids.first { SendGridEvents.messageID($0) == providerID }
    }
}

extension Timestamp {
    /// As RFC 3339 without decimals.
    fileprivate var wholeSecond: String { description.prefix(19) + "Z" }
}

extension SendGridMethod: AskableMethod {
    /// What asks SendGrid, with the same key.
    package var lookup: any ProviderLookup {
        SendGridLookup(address: address, key: key, caller: caller)
    }
}
