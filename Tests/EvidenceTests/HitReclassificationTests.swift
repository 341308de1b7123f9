import Mail
import Testing

@testable import Evidence

@Suite("Judging recorded hits again")
struct HitReclassificationTests {
    private func opened(_ hit: PixelHit, _ rules: HitRules = .current) -> MessageOpened {
        let facts = HitFacts(hit)
        return MessageOpened(rules.classify(facts), of: facts)
    }

    @Test(arguments: people + proxies + machines + requests)
    func `what is kept gives every rule of today the same to look at`(example: HitCase) {
        let facts = HitFacts(example.hit)
        #expect(HitFacts(facts.condition) == facts)
        #expect(HitRules.current.classify(facts) == HitRules.current.classify(example.hit))
        // Nothing of the name is kept but the marks.
        for mark in facts.condition.marks {
            #expect(AgentMarks.vocabulary.contains(mark) || mark.hasPrefix("("), "\(mark)")
        }
    }

    @Test func `other rules judge otherwise, and say what they replace`() throws {
        let hit = PixelHit.afterAnHour(Agents.thunderbird)
        let rule = HitRules.Rule(
            id: "birds",
            meaning: "a test",
            condition: .agentHas(["thunderbird/"]),
            hitClass: .scanner,
            confidence: .medium
        )
        let rules = HitRules(version: 77, rules: [rule], doubts: [])
        let again = try #require(rules.reclassified(opened(hit), at: 12))
        #expect(again.hitClass == "scanner")
        #expect(again.saysRead == false)
        #expect(again.rule == "birds")
        #expect(again.ruleSet == 77)
        #expect(again.supersedes == 12)
        #expect(again.condition == opened(hit).condition)
        // And back again.
        let back = try #require(HitRules.current.reclassified(again, at: 13))
        #expect(back.hitClass == "person")
        #expect(back.supersedes == 13)
    }

    @Test func `what became known since may be corrected`() throws {
        let first = opened(.afterAnHour(Agents.chrome))
        #expect(first.confidence == "high")
        let again = try #require(HitRules.current.reclassified(first, at: 3) { $0.burst = 5 })
        #expect(again.confidence == "low")
        #expect(again.doubts == ["burst"])
        #expect(again.condition?.burst == 5)
    }

    @Test func `a flood, or a hit of which nothing was kept, stays as it is`() {
        let flood = MessageOpened(
            hitClass: "unknown",
            saysRead: false,
            rule: "flood",
            ruleSet: 2,
            confidence: "low",
            agent: "none",
            hits: 9
        )
        #expect(HitRules.current.reclassified(flood, at: 1) == nil)
    }
}
