import Correspondence
import Ledger
import Mail
import MailLedger
import Reports

/// What a report says about one copy, as an event.
struct ReportVerdict: Sendable {
    /// The copy.
    var copy: KnownCopy
    /// The event.
    var event: MailEvent
    /// What tells it apart from what the same report says about others.
    var part: String

    /// All that a report says about the copies of one message; nothing where it is no report at all.
    static func verdicts(_ report: ReportExplanation, match: ReportMatch) -> [Self] {
        guard report.kind != .notAReport else { return [] }
        guard !report.recipients.isEmpty else {
            // Whatever it is, it is about the copy; a bounce that names nobody does not call the address wrong.
            var stated = DeliveryReport(source: report.kind.source, authentication: match.matchedBy.authentication)
            stated.rule = "kind.\(report.kind.rawValue)/\(report.ruleSetVersion)"
            if report.kind == .bounce { stated.failureClass = .soft }
            return [Self(copy: match.copy, event: report.kind.event(stated), part: report.kind.rawValue)]
        }
        // However many addresses a list or a forged report names, it says of a copy each thing once.
        var said: Set<String> = []
        return report.recipients.prefix(500).compactMap { recipient in
            let verdict = verdict(recipient, of: report, match: match)
            return said.insert("\(verdict.copy.number) \(verdict.event.type.rawValue)").inserted ? verdict : nil
        }
    }

    private static func verdict(
        _ recipient: ReportedRecipient,
        of report: ReportExplanation,
        match: ReportMatch
    ) -> Self {
        let (copy, authentication, isElsewhere) = match.copy(of: recipient)
        var stated = DeliveryReport(source: report.kind.source, authentication: authentication)
        stated.text = recipient.words
        stated.rule = "\(recipient.rule)/\(report.ruleSetVersion)"
        if !isElsewhere {
            stated.status = recipient.status
            stated.code = recipient.replyCode
        }
        var event = recipient.event(stated, in: report.kind)
        if isElsewhere, case .messageBounced(var bounced) = event {
            // The address that we wrote to passed the mail on, so whatever is wrong, it is there.
            bounced.failureClass = .soft
            bounced.rule = "passed-on/\(report.ruleSetVersion)"
            event = .messageBounced(bounced)
        }
        let part = "\(recipient.address.lowercased()) \(recipient.action?.rawValue ?? "")"
        return Self(copy: copy, event: event, part: part)
    }
}

extension ReportedRecipient {
    /// The event that says what was done for this recipient.
    fileprivate func event(_ report: DeliveryReport, in kind: ReportKind) -> MailEvent {
        var report = report
        switch action {
        case .failed:
            report.failureClass = failureClass ?? .soft
            return .messageBounced(report)
        case .delayed: return .messageDelayed(report)
        case .delivered: return .messageDelivered(report)
        case .relayed, .expanded: return .messageRelayed(report)
        case .reported:
            guard reportClass == .complaint else { return .messageAnswered(report) }
            report.failureClass = .complaint
            return .messageComplained(report)
        case .displayed:
            // Only a person who looked is a reader; a program that opens mails by itself is none (RFC 8098 §3.2.6.1).
            return rule.hasSuffix(".manual") ? .messageRead(report) : .messageAnswered(report)
        case .deliverable, .deleted, .dispatched, .processed, .denied, nil: return .messageAnswered(report)
        }
    }

    /// The words of the report, bounded.
    fileprivate var words: String? {
        let text = diagnostic.flatMap { $0.isEmpty ? nil : $0 } ?? quote
        return text.isEmpty ? nil : String(text.prefix(1000))
    }
}

extension ReportKind {
    /// What ``DeliveryReport/source`` calls it.
    fileprivate var source: String {
        switch self {
        case .bounce, .delay, .success, .relayed: "dsn"
        case .complaint: "complaint"
        case .readReceipt: "receipt"
        case .autoReply, .notAReport: "reply"
        }
    }

    /// The event of a report that names no recipient.
    fileprivate func event(_ report: DeliveryReport) -> MailEvent {
        switch self {
        case .bounce: .messageBounced(report)
        case .delay: .messageDelayed(report)
        case .success: .messageDelivered(report)
        case .relayed: .messageRelayed(report)
        case .complaint, .readReceipt, .autoReply, .notAReport: .messageAnswered(report)
        }
    }
}
