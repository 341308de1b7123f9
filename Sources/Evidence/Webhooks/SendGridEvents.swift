import Mail

/// SendGrid's words for what happened to a copy, in its event webhook.
package enum SendGridEvents {
    /// Reads one event.
    ///
    /// - Parameters:
    ///   - data: One object of the array that a webhook posts.
    ///   - now: When it was heard, in microseconds since 1970.
    /// - Returns: What it says.
    package static func event(_ data: WireValue, heardAt now: Int64) -> ProviderEvent {
        let word = data["event"].text ?? "none"
        var event = ProviderEvent(
            .unknown,
            provider: .sendgrid,
            word: word,
            statedAt: data["timestamp"].moment,
            heardAt: now
        )
        event.eventID = data["sg_event_id"].text
        event.recipient = data["email"].text
        event.messageID = data["sg_message_id"].text.map(messageID)
        event.internetMessageID = data["smtp-id"].text.map { $0.trimming("<>") }
        event.tag = data[MailProvider.tagName].text
        event.words = data["response"].text ?? data["reason"].text
        let codes = ServerWords(event.words)
        event.code = codes.code
        event.status = data["status"].text.flatMap { ServerWords.status($0) } ?? codes.status
        switch word {
        case "processed": event.kind = .accepted
        case "deferred": event.kind = .deferred
        case "delivered": event.kind = .delivered
        case "bounce", "blocked": bounce(&event, data)
        case "dropped": drop(&event, reason: data["reason"].text)
        case "spamreport": event.kind = .complained
        case "unsubscribe", "group_unsubscribe": event.kind = .unsubscribed
        case "open", "click":
            event.kind = word == "open" ? .opened : .clicked
            event.agent = data["useragent"].text
            // SendGrid sets it for Apple's Mail Privacy Protection.
            event.machine = data["sg_machine_open"].bool == true ? .apple : nil
            event.address = data["ip"].text.flatMap { NetworkAddress($0) }
        default: break
        }
        return event
    }

    /// The part of an event's `sg_message_id` that the answer to the sending call gave: what stands before the first dot.
    package static func messageID(_ id: String) -> String {
        String(id.prefix { $0 != "." })
    }

    private static func bounce(_ event: inout ProviderEvent, _ data: WireValue) {
        let type = data["type"].text ?? event.word
        let named = data["bounce_classification"].text?.lowercased() ?? "unclassified"
        (event.kind, event.failureClass) = verdict(type: type, classification: named, status: event.status)
        event.rule = "sendgrid/\(type)/\(named)"
    }

    private static func verdict(
        type: String,
        classification: String,
        status: String?
    ) -> (ProviderEvent.Kind, FailureClass) {
        if type == "blocked" { return (.blocked, .blocked) }
        let byStatus = FailureClass.of(status: status)
        switch classification {
        case "content", "reputation", "frequency or volume too high": return (.blocked, .blocked)
        case "technical failure": return (.bounced, .soft)
        case "invalid address": return (.bounced, status?.hasPrefix("4") == true ? .soft : .hard)
        // A mailbox that is there and takes nothing at present, or one that is not there: the status tells which.
        case "mailbox unavailable": return (.bounced, status?.hasPrefix("4") == true ? .soft : byStatus ?? .hard)
        default: break
        }
        if byStatus == .blocked { return (.blocked, .blocked) }
        return (.bounced, byStatus ?? .hard)
    }

    /// SendGrid did not try, and says why in a few fixed words.
    private static func drop(_ event: inout ProviderEvent, reason: String?) {
        let reason = reason?.lowercased() ?? "none"
        event.rule = "sendgrid/dropped/\(reason.prefix(40))"
        switch reason {
        case "bounced address", "invalid": (event.kind, event.failureClass) = (.dropped, .hard)
        case "spam reporting address": (event.kind, event.failureClass) = (.dropped, .complaint)
        case "unsubscribed address": (event.kind, event.failureClass) = (.dropped, .blocked)
        default: (event.kind, event.failureClass) = (.blocked, .blocked)
        }
    }
}

extension String {
    fileprivate func trimming(_ characters: String) -> String {
        var rest = drop { characters.contains($0) }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
