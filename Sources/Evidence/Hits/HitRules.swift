/// A versioned, ordered list of rules by which pixel hits are told apart.
///
/// The first rule that fits decides the class. Doubts then lower the stated confidence, never the class: a browser that comes
/// early, or from a data centre, may still be a person who was quick or works through a company's proxy, and a reader who is
/// not believed is worse than a hit with a question mark. Each verdict carries the version, so that hits can be judged again.
package struct HitRules: Sendable {
    /// One rule.
    package struct Rule: Hashable, Sendable {
        /// The name that verdicts carry; unique within a set, and never used again for something else.
        package let id: String

        /// What the rule is about, for people.
        package let meaning: String

        /// When it fits.
        package let condition: HitCondition

        /// What the hit then is.
        package let hitClass: HitClass

        /// How sure that is, before doubts.
        package let confidence: HitConfidence
    }

    /// One reason to be less sure.
    package struct Doubt: Hashable, Sendable {
        /// The name that verdicts carry.
        package let id: String

        /// What the doubt is about, for people.
        package let meaning: String

        /// When it applies.
        package let condition: HitCondition

        /// The classes that it touches.
        package let classes: Set<HitClass>

        /// The most confidence that it leaves.
        package let ceiling: HitConfidence
    }

    /// The version that verdicts carry.
    package let version: Int

    /// The rules, in the order in which they are tried.
    package let rules: [Rule]

    /// The doubts, all of which are weighed.
    package let doubts: [Doubt]

    /// Makes a set; hits that no rule fits are unknown, by the rule "none".
    package init(version: Int, rules: [Rule], doubts: [Doubt]) {
        self.version = version
        self.rules = rules
        self.doubts = doubts
    }

    /// Judges a hit.
    package func classify(_ hit: PixelHit) -> HitVerdict { classify(HitFacts(hit)) }

    /// Judges a hit by what is kept of it.
    package func classify(_ hit: HitFacts) -> HitVerdict {
        let rule = rules.first { $0.condition.holds(for: hit) }
        let hitClass = rule?.hitClass ?? .unknown
        let doubts = doubts.filter { $0.classes.contains(hitClass) && $0.condition.holds(for: hit) }
        return HitVerdict(
            hitClass: hitClass,
            rule: rule?.id ?? "none",
            ruleSetVersion: version,
            confidence: doubts.map(\.ceiling).reduce(rule?.confidence ?? .low, min),
            doubts: doubts.map(\.id),
            agentFamily: AgentFamily(hit.marks)
        )
    }
}
