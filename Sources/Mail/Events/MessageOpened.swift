/// A copy's pixel was fetched.
package struct MessageOpened: Codable, Hashable, Sendable {
    /// Who seems to have fetched it: `person`, `proxy`, `prefetch`, `scanner`, `own_view` or `unknown`.
    package var hitClass: String
    /// Whether a hit of this class says that a person opened the mail.
    package var saysRead: Bool
    /// The id of the rule that decided.
    package var rule: String
    /// The version of the rule set.
    package var ruleSet: Int
    /// How sure the rule is: `low`, `medium` or `high`.
    package var confidence: String
    /// The coarse family of the fetching program, never its full name.
    ///
    /// Like ``lastAt``, ``doubts`` and ``condition`` a detail: sealed for the recipient and the month, and nil once either
    /// key is gone.
    package var agent: String?
    /// How many hits this event stands for: 1, or more where a flood was counted in one.
    package var hits: Int
    /// When the last of several hits came, in microseconds since 1970; nil for a single one.
    package var lastAt: Int64?
    /// The ids of what lowered the confidence; nil where nothing did.
    package var doubts: [String]?
    /// What the verdict rests on, so that other rules can judge the hit again; nil for a flood.
    package var condition: OpenCondition?
    /// The position of an earlier verdict on the same hit that this one replaces.
    package var supersedes: Int64?

    /// States the fact.
    package init(
        hitClass: String,
        saysRead: Bool,
        rule: String,
        ruleSet: Int,
        confidence: String,
        agent: String,
        hits: Int = 1,
        lastAt: Int64? = nil
    ) {
        self.hitClass = hitClass
        self.saysRead = saysRead
        self.rule = rule
        self.ruleSet = ruleSet
        self.confidence = confidence
        self.agent = agent
        self.hits = hits
        self.lastAt = lastAt
    }
}
