import Mail

/// Mailjet's words for what happened to a copy, in its event calls.
package enum MailjetEvents {
    /// Reads one event.
    ///
    /// - Parameters:
    ///   - data: The object that is posted, or one of a group.
    ///   - now: When it was heard, in microseconds since 1970.
    /// - Returns: What it says.
    package static func event(_ data: WireValue, heardAt now: Int64) -> ProviderEvent {
        let word = data["event"].text ?? "none"
        var event = ProviderEvent(
            .unknown,
            provider: .mailjet,
            word: word,
            statedAt: data["time"].moment,
            heardAt: now
        )
        event.recipient = data["email"].text
        // 64 bits: as text, since a double would change its last digits.
        event.messageID = data["MessageID"].text
        event.tag = data["CustomID"].text
        event.words = data["comment"].text ?? data["smtp_reply"].text ?? data["error"].text
        let codes = ServerWords(event.words)
        (event.code, event.status) = (codes.code, codes.status)
        switch word {
        // Mailjet's own word: the receiving server took it.
        case "sent": event.kind = .delivered
        case "bounce", "blocked": fail(&event, data)
        case "spam": event.kind = .complained
        case "unsub": event.kind = .unsubscribed
        case "open", "click":
            event.kind = word == "open" ? .opened : .clicked
            event.agent = data["agent"].text
            event.address = data["ip"].text.flatMap { NetworkAddress($0) }
        default: break
        }
        return event
    }

    private static func fail(_ event: inout ProviderEvent, _ data: WireValue) {
        let error = data["error"].text?.lowercased()
        let related = data["error_related_to"].text?.lowercased()
        event.rule = "mailjet/\(event.word)/\(error ?? related ?? "none")"
        let named = error.flatMap { errors[$0] } ?? related.flatMap { errors[$0] }
        guard named != .temporary || event.word == "blocked" else {
            event.kind = .deferred
            return
        }
        let failureClass: FailureClass =
            switch named {
            case .hard?: .hard
            case .complaint?: .complaint
            case _ where data["hard_bounce"].bool == true: .hard
            case .blocked?, .temporary?: .blocked
            case .soft?: .soft
            case nil: FailureClass.of(status: event.status) ?? (event.word == "blocked" ? .blocked : .soft)
            }
        event.failureClass = failureClass
        if failureClass == .blocked {
            event.kind = .blocked
        } else {
            // At `blocked`, Mailjet did not even try.
            event.kind = event.word == "blocked" ? .dropped : .bounced
        }
    }

    private enum Meaning {
        case hard, soft, blocked, complaint, temporary
    }

    /// Mailjet's table of errors, and the headings under which they stand, for where only the heading is given.
    private static let errors: [String: Meaning] = [
        "user unknown": .hard, "no mail host": .hard, "invalid domain": .hard, "typofix": .hard,
        "mailbox inactive": .soft, "quota exceeded": .soft, "system issue": .soft, "protocol issue": .soft,
        "connection issue": .soft, "system": .soft,
        "spam reporter": .complaint,
        "greylisted": .temporary,
        "blacklisted": .blocked, "relay/access denied": .blocked, "sender blocked": .blocked,
        "content blocked": .blocked, "policy issue": .blocked, "preblocked": .blocked,
        "duplicate in campaign": .blocked, "bad or empty template": .blocked, "error in template language": .blocked,
        "template language error": .blocked, "content": .blocked, "spam": .blocked, "mailjet": .blocked,
    ]
}
