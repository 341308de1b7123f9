/// What a report says about one recipient, as far as rules look at it.
struct Findings: Sendable {
    /// The words of the server that refused.
    var diagnostic: JudgedText
    /// What the report says beside this recipient.
    var context: JudgedText
    /// All that the report says.
    var whole: JudgedText
    var status: EnhancedStatus?
    /// Whether the server that refused stated the status itself.
    var isStatusSaid: Bool
    var replyCode: Int?
    var stage: ReportStage?
}

/// What a rule set made of findings.
struct Decision: Hashable, Sendable {
    var reportClass: ReportClass
    var rule: String
    var quote: String
}

extension ReportRules {
    /// Decides the class of a failure.
    ///
    /// Words go before status codes, as servers choose their words with more care; the server's own words go before
    /// what the reporting server says about them. A status code that says something precise goes before words that any
    /// refusal may have.
    func decide(_ findings: Findings) -> Decision {
        let status = findings.status.flatMap { $0.isGeneric ? nil : $0 }
        if let status, let decision = byStatus(status, findings, .firm) { return decision }
        return byWords(findings.diagnostic, findings, weak: false)
            ?? status.flatMap { findings.isStatusSaid ? byStatus($0, findings, .exact) : nil }
            ?? byWords(findings.context, findings, weak: false)
            ?? status.flatMap { byStatus($0, findings, .exact) }
            ?? byWords(findings.diagnostic, findings, weak: true)
            ?? byWords(findings.whole, findings, weak: false)
            ?? status.flatMap { byStatus($0, findings, .any) }
            ?? byWords(findings.context, findings, weak: true)
            ?? byReply(findings)
            ?? byWords(findings.whole, findings, weak: true)
            ?? Decision(reportClass: .soft, rule: "failed", quote: quote(findings))
    }

    private func byWords(_ judged: JudgedText, _ findings: Findings, weak: Bool) -> Decision? {
        for (rule, range) in zip(words, judged.places) where rule.isWeak == weak {
            guard let range, rule.applies(status: findings.status, stage: findings.stage) else { continue }
            return Decision(reportClass: rule.reportClass, rule: rule.id, quote: judged.text.quote(around: range))
        }
        return nil
    }

    /// How precise a status code must be to decide.
    private enum Precision {
        case firm, exact, any
    }

    private func byStatus(_ status: EnhancedStatus, _ findings: Findings, _ precision: Precision) -> Decision? {
        let tail = "\(status.subject).\(status.detail)"
        let rule = statuses.first { rule in
            let fits = rule.prefix.hasSuffix(".") ? tail.hasPrefix(rule.prefix) : tail == rule.prefix
            return fits && (precision != .firm || rule.isFirm) && (precision != .exact || rule.isPrecise)
        }
        guard let rule else { return nil }
        let reportClass = status.kind == 4 ? rule.transient : rule.permanent
        return Decision(reportClass: reportClass, rule: rule.id, quote: quote(findings))
    }

    private func byReply(_ findings: Findings) -> Decision? {
        guard let code = findings.replyCode, let rule = replies[code] else { return nil }
        return Decision(reportClass: rule.reportClass, rule: rule.id, quote: quote(findings))
    }

    /// The words nearest to the recipient, where no word decided.
    private func quote(_ findings: Findings) -> String {
        let text = [findings.diagnostic.text, findings.context.text].first { !$0.isEmpty }
        return text?.quote(around: 0..<0) ?? findings.status.map { "Status: \($0)" } ?? ""
    }
}

extension WordRule {
    /// Whether the rule is for a failure with this status at this step.
    func applies(status: EnhancedStatus?, stage: ReportStage?) -> Bool {
        guard self.stage == nil || self.stage == stage else { return false }
        guard !statuses.isEmpty else { return true }
        guard let status else { return statuses.contains("-") }
        let tail = "\(status.subject).\(status.detail)"
        return statuses.contains { $0.hasSuffix(".") ? tail.hasPrefix($0) : tail == $0 }
    }
}
