import Evidence
import Testing

@Suite("Doubts")
struct HitDoubtTests {
    struct Example: Sendable {
        let agent: String
        let secondsAfterSending: Int64?
        let network: NetworkOwner?
        let hasLanguage: Bool
        let confidence: HitConfidence
        let doubts: [String]
    }

    @Test(arguments: [
        Example(agent: Agents.chrome, after: 3600, confidence: .high),
        Example(agent: Agents.chrome, after: 10, confidence: .high),
        Example(agent: Agents.chrome, after: 9, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.chrome, after: 0, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.chrome, after: -30, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.chrome, after: nil, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.outlook, after: 2, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.gmailProxy, after: 3600, confidence: .medium),
        Example(agent: Agents.gmailProxy, after: 3, confidence: .low, doubts: ["soon-after-sending"]),
        Example(agent: Agents.gmailProxy, after: 3600, network: .google, confidence: .medium),
        Example(agent: Agents.chrome, after: 3600, network: .access, confidence: .high),
        Example(agent: Agents.chrome, after: 3600, network: .apple, confidence: .high),
        Example(agent: Agents.chrome, after: 3600, network: .hosting, confidence: .low, doubts: ["machine-network"]),
        Example(
            agent: Agents.edge,
            after: 3600,
            network: .securityVendor,
            confidence: .low,
            doubts: ["machine-network"]
        ),
        Example(
            agent: Agents.edge,
            after: 3600,
            network: .microsoft,
            confidence: .medium,
            doubts: ["provider-network"]
        ),
        Example(
            agent: Agents.edge,
            after: 3,
            network: .microsoft,
            confidence: .low,
            doubts: ["soon-after-sending", "provider-network"]
        ),
        Example(
            agent: Agents.chrome,
            after: 3600,
            hasLanguage: false,
            confidence: .medium,
            doubts: ["browser-without-language"]
        ),
        Example(agent: Agents.thunderbird, after: 3600, hasLanguage: false, confidence: .high),
        Example(agent: Agents.outlook, after: 3600, hasLanguage: false, confidence: .high),
        Example(agent: Agents.appleMail, after: 3600, hasLanguage: false, confidence: .high),
        Example(agent: Agents.applePrivacy, after: 2, confidence: .high),
        Example(agent: "curl/8.14.1", after: 2, network: .hosting, confidence: .high),
    ])
    func `timing, network and language lower the confidence, and say so`(example: Example) {
        let verdict = HitRules.current.classify(example.hit)
        #expect(verdict.confidence == example.confidence)
        #expect(verdict.doubts == example.doubts)
    }

    @Test(arguments: people + proxies + machines + requests)
    func `no doubt ever changes a class`(example: HitCase) {
        var hit = example.hit
        for sentAt in [nil, .min, .max, hit.at, hit.at - 5_000_000] as [Int64?] {
            for network in [nil] + NetworkOwner.allCases.map(Optional.some) {
                hit.sentAt = sentAt
                hit.network = network
                hit.hasAcceptLanguage.toggle()
                let verdict = HitRules.current.classify(hit)
                #expect(verdict.hitClass == example.hitClass)
                #expect(verdict.rule == example.rule)
            }
        }
    }

    @Test
    func `confidence is ordered`() {
        #expect(HitConfidence.allCases == HitConfidence.allCases.sorted())
        #expect(HitConfidence.low < .high)
    }
}

extension HitDoubtTests.Example {
    init(
        agent: String,
        after seconds: Int64?,
        network: NetworkOwner? = nil,
        hasLanguage: Bool = true,
        confidence: HitConfidence,
        doubts: [String] = []
    ) {
        self.init(
            agent: agent,
            secondsAfterSending: seconds,
            network: network,
            hasLanguage: hasLanguage,
            confidence: confidence,
            doubts: doubts
        )
    }

    var hit: PixelHit {
        PixelHit(
            userAgent: agent,
            hasAcceptLanguage: hasLanguage,
            network: network,
            at: PixelHit.sendingTime + (secondsAfterSending ?? 0) * 1_000_000,
            sentAt: secondsAfterSending.map { _ in PixelHit.sendingTime }
        )
    }
}
