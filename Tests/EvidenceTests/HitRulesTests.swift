import Testing

@testable import Evidence

/// A hit, and what it must be taken for.
struct HitCase: Sendable, CustomTestStringConvertible {
    let hit: PixelHit
    let hitClass: HitClass
    let rule: String
    let family: AgentFamily

    var testDescription: String { "\(rule): \(hit.userAgent ?? "no agent")" }

    init(
        _ agent: String?,
        _ hitClass: HitClass,
        _ rule: String,
        _ family: AgentFamily,
        _ change: (inout PixelHit) -> Void = { _ in }
    ) {
        var hit = PixelHit.afterAnHour(agent)
        change(&hit)
        self.hit = hit
        self.hitClass = hitClass
        self.rule = rule
        self.family = family
    }
}

extension PixelHit {
    static let sendingTime: Int64 = 1_795_000_000_000_000

    static func afterAnHour(_ agent: String?) -> PixelHit {
        PixelHit(userAgent: agent, hasAcceptLanguage: true, at: sendingTime + 3_600_000_000, sentAt: sendingTime)
    }
}

@Suite("The rules in force")
struct HitRulesTests {
    @Test(arguments: people + proxies + machines + requests)
    func `a hit is judged by the first rule that fits`(example: HitCase) {
        let verdict = HitRules.current.classify(example.hit)
        #expect(verdict.hitClass == example.hitClass)
        #expect(verdict.rule == example.rule)
        #expect(verdict.agentFamily == example.family)
        #expect(verdict.ruleSetVersion == 3)
    }

    @Test(arguments: people + proxies + machines)
    func `the case of an agent does not matter`(example: HitCase) {
        var hit = example.hit
        hit.userAgent = hit.userAgent.map { " \($0.uppercased())\t" }
        #expect(HitRules.current.classify(hit).rule == example.rule)
    }

    @Test
    func `rules and doubts have unique ids and say what they mean`() {
        let ids = HitRules.current.rules.map(\.id) + HitRules.current.doubts.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { !$0.isEmpty })
        #expect(
            (HitRules.current.rules.map(\.meaning) + HitRules.current.doubts.map(\.meaning)).allSatisfy { !$0.isEmpty }
        )
    }

    @Test
    func `every rule in force decides some example`() {
        let decided = Set((people + proxies + machines + requests).map(\.rule))
        #expect(Set(HitRules.current.rules.map(\.id)) == decided)
    }

    @Test
    func `parts of agents stand among the marks, in lower case and with two bytes, else they would never be found`() {
        let conditions = HitRules.current.rules.map(\.condition) + HitRules.current.doubts.map(\.condition)
        let families = AgentFamily.table.flatMap { $0.parts + $0.unless }
        for part in conditions.flatMap(parts(of:)) + families {
            #expect(AgentMarks.vocabulary.contains(part) || AgentMarks.wholeNames.contains(part), "\(part)")
        }
        for part in AgentMarks.vocabulary { #expect(part == part.lowercased() && part.utf8.count >= 2) }
        #expect(Set(AgentMarks.vocabulary).count == AgentMarks.vocabulary.count)
    }

    @Test
    func `a set without rules takes every hit for unknown`() {
        let verdict = HitRules(version: 9, rules: [], doubts: []).classify(.afterAnHour(Agents.chrome))
        #expect(verdict.hitClass == .unknown)
        #expect(verdict.rule == "none")
        #expect(verdict.ruleSetVersion == 9)
        #expect(verdict.confidence == .low)
    }

    @Test
    func `an endless agent is read no further than its beginning`() {
        let hidden = String(repeating: "x", count: 512) + " Thunderbird/128"
        #expect(HitRules.current.classify(.afterAnHour(hidden)).rule == "none")
    }

    @Test(arguments: [
        (HitClass.person, "person", true), (.proxyForPerson, "proxy", true), (.prefetch, "prefetch", false),
        (.scanner, "scanner", false), (.ownView, "own_view", false), (.unknown, "unknown", false),
    ])
    func `classes keep their stored names, and only a person's hit says read`(
        hitClass: HitClass,
        name: String,
        read: Bool
    ) {
        #expect(hitClass.rawValue == name)
        #expect(hitClass.saysRead == read)
    }

    private func parts(of condition: HitCondition) -> [String] {
        switch condition {
        case .agentIs(let name): [name]
        case .agentHas(let parts): parts
        case .all(let conditions): conditions.flatMap(parts(of:))
        case .not(let condition): parts(of: condition)
        default: []
        }
    }
}
