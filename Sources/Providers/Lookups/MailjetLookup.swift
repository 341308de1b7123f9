import Evidence
import Ledger
import Sending

/// Asks Mailjet for the history of a message.
package struct MailjetLookup: ProviderLookup {
    /// Mailjet.
    package let provider = MailProvider.mailjet
    /// For how many days it can be asked.
    package let askableForDays = MailjetMethod.knowledge.askableForDays

    let address: ProviderAddress
    let authorization: (String, String)
    let caller: ProviderCaller

    /// What Mailjet knows about a copy.
    package func events(about copy: LookedUpCopy) async throws(ProviderLookupError) -> [ProviderEvent] {
        guard let id = try await messageID(of: copy) else { return [] }
        let answer = try await ask("/v3/REST/messagehistory/\(ProviderRequest.escaped(id))")
        let now = Timestamp.now().microseconds
        return (answer?["Data"].elements ?? []).map { Self.event($0, of: copy, id: id, heardAt: now) }
    }

    private func messageID(of copy: LookedUpCopy) async throws(ProviderLookupError) -> String? {
        if let id = copy.providerID { return id }
        let found = try await ask("/v3/REST/message?CustomID=\(ProviderRequest.escaped(copy.tag))")
        return found?["Data"].elements.first?["ID"].text
    }

    private func ask(_ path: String) async throws(ProviderLookupError) -> WireValue? {
        try await caller.ask(ProviderRequest("GET", address, path, headers: [authorization]))
    }

    /// A line of the history in the words of Mailjet's event calls, which one reader knows.
    private static func event(
        _ line: WireValue,
        of copy: LookedUpCopy,
        id: String,
        heardAt now: Int64
    ) -> ProviderEvent {
        let type = line["EventType"].text?.lowercased() ?? "none"
        let words = ["opened": "open", "clicked": "click", "bounced": "bounce", "unsubscribed": "unsub"]
        let word = ["hardbounced", "softbounced"].contains(type) ? "bounce" : words[type] ?? type
        var event = MailjetEvents.event(
            .object([
                "event": .text(word), "time": line["EventAt"], "email": .text(copy.recipient), "MessageID": .text(id),
                "CustomID": .text(copy.tag), "error": line["State"], "comment": line["Comment"],
                "agent": line["Useragent"], "hard_bounce": .bool(type == "hardbounced"),
            ]),
            heardAt: now
        )
        // Two words that only the history knows.
        if type == "deferred" { event.kind = .deferred }
        if type == "queued" { event.kind = .accepted }
        return event
    }
}

extension MailjetMethod: AskableMethod {
    /// What asks Mailjet, with the same keys.
    package var lookup: any ProviderLookup {
        MailjetLookup(address: address, authorization: authorization, caller: caller)
    }
}
