/// What a pixel hit is taken for, and why.
package struct HitVerdict: Hashable, Sendable {
    /// Who or what fetched the pixel.
    package let hitClass: HitClass

    /// The id of the rule that decided.
    package let rule: String

    /// The version of the rule set that the rule stands in.
    package let ruleSetVersion: Int

    /// How sure that is.
    package let confidence: HitConfidence

    /// The ids of what lowered the confidence, in the order of the rule set.
    package let doubts: [String]

    /// The kind of program, coarse enough to be kept.
    package let agentFamily: AgentFamily
}
