import Mail

/// Mailgun's words for what happened to a copy, in its webhooks and in the answers of its log.
package enum MailgunEvents {
    /// Reads one event.
    ///
    /// - Parameters:
    ///   - data: The object that a webhook calls `event-data`.
    ///   - now: When it was heard, in microseconds since 1970.
    /// - Returns: What it says.
    package static func event(_ data: WireValue, heardAt now: Int64) -> ProviderEvent {
        let word = data["event"].text ?? "none"
        var event = ProviderEvent(
            .unknown,
            provider: .mailgun,
            word: word,
            statedAt: data["timestamp"].moment,
            heardAt: now
        )
        event.eventID = data["id"].text
        event.recipient = data["recipient"].text
        event.messageID = data["message"]["headers"]["message-id"].text.map(withoutBrackets)
        event.internetMessageID = event.messageID
        event.tag = data["user-variables"][MailProvider.tagName].text
        let status = data["delivery-status"]
        event.code = status["code"].integer.flatMap { Int(exactly: $0) }
        event.words = status["message"].text ?? status["description"].text
        event.status =
            status["enhanced-code"].text.flatMap { ServerWords.status($0) } ?? ServerWords(event.words).status
        switch word {
        case "accepted": event.kind = .accepted
        case "delivered": event.kind = .delivered
        case "rejected":
            event.kind = .blocked
            event.failureClass = .blocked
            event.words = data["reject"]["reason"].text ?? data["reject"]["description"].text ?? event.words
        case "failed", "permanent_fail", "temporary_fail": fail(&event, data)
        case "complained": event.kind = .complained
        case "unsubscribed": event.kind = .unsubscribed
        case "opened", "clicked":
            event.kind = word == "opened" ? .opened : .clicked
            event.agent = data["client-info"]["user-agent"].text
            event.machine = data["client-info"]["bot"].text.map {
                ReportedMachine(rawValue: $0.lowercased()) ?? .generic
            }
            event.program = data["client-info"]["client-type"].text.flatMap {
                ReportedProgram(rawValue: $0.lowercased())
            }
            event.address = data["ip"].text.flatMap { NetworkAddress($0) }
        default: break
        }
        return event
    }

    private static func fail(_ event: inout ProviderEvent, _ data: WireValue) {
        let isTemporary =
            switch data["severity"].text {
            case "temporary": true
            case "permanent": false
            default: event.word == "temporary_fail" || (400...499).contains(event.code ?? 0)
            }
        guard !isTemporary else {
            event.kind = .deferred
            event.rule = "mailgun/temporary"
            return
        }
        let reason = data["reason"].text ?? "none"
        (event.kind, event.failureClass) = verdict(reason, event, kind: data["delivery-status"]["bounce-type"].text)
        event.rule = "mailgun/\(reason)"
    }

    private static func verdict(
        _ reason: String,
        _ event: ProviderEvent,
        kind: String?
    ) -> (ProviderEvent.Kind, FailureClass) {
        switch (reason, event.code) {
        case ("suppress-bounce", _), (_, 605): return (.dropped, .hard)
        case ("suppress-unsubscribe", _), (_, 606): return (.dropped, .blocked)
        case ("suppress-complaint", _), (_, 607): return (.dropped, .complaint)
        case (_, 625): return (.dropped, .blocked)
        case ("espblock", _): return (.blocked, .blocked)
        case ("old", _): return (.bounced, .soft)
        default: break
        }
        switch FailureClass.of(status: event.status) {
        case .blocked?: return (.blocked, .blocked)
        case let known?: return (.bounced, known)
        case nil: break
        }
        switch (kind, reason) {
        case ("hard", _), (nil, "bounce"): return (.bounced, .hard)
        default: return (.bounced, .soft)
        }
    }

    private static func withoutBrackets(_ id: String) -> String {
        id.hasPrefix("<") && id.hasSuffix(">") ? String(id.dropFirst().dropLast()) : id
    }
}
