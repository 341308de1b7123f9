import Mail

extension MessageOpened {
    /// States a verdict on a hit, together with what it rests on.
    package init(_ verdict: HitVerdict, of facts: HitFacts) {
        self.init(
            hitClass: verdict.hitClass.rawValue,
            saysRead: verdict.hitClass.saysRead,
            rule: verdict.rule,
            ruleSet: verdict.ruleSetVersion,
            confidence: verdict.confidence.rawValue,
            agent: verdict.agentFamily.rawValue
        )
        doubts = verdict.doubts.isEmpty ? nil : verdict.doubts
        condition = facts.condition
    }
}

extension MessageOpened {
    fileprivate var reporterInRule: MailProvider? {
        let parts = rule.split(separator: "/")
        guard parts.count == 2, parts.last == "machine" else { return nil }
        return MailProvider(rawValue: String(parts[0]))
    }
}

extension HitRules {
    /// Judges a recorded hit again.
    ///
    /// - Parameters:
    ///   - opened: The hit as it was recorded, where it stands.
    ///   - position: Its position in the ledger.
    ///   - change: Corrects what is known by now: how long it came after sending and delivery, and how many came at once.
    /// - Returns: The event that replaces it; nil where the verdict stays, or where nothing is kept to judge by.
    package func reclassified(
        _ opened: MessageOpened,
        at position: Int64,
        _ change: (inout HitFacts) -> Void = { _ in }
    ) -> MessageOpened? {
        guard let condition = opened.condition else { return nil }
        var facts = HitFacts(condition)
        // Before rule set 3 the word of a reporting provider stood in the name of the rule alone.
        if condition.reporter == nil, let reporter = opened.reporterInRule {
            (facts.reporter, facts.machine) = (reporter.rawValue, .generic)
        }
        change(&facts)
        var again = MessageOpened(classify(facts), of: facts)
        again.condition?.vocabulary = condition.vocabulary
        // Another version alone is no other verdict.
        let isSame =
            again.hitClass == opened.hitClass && again.saysRead == opened.saysRead
            && again.confidence == opened.confidence && again.rule == opened.rule
        guard !isSame else { return nil }
        again.supersedes = position
        return again
    }
}
