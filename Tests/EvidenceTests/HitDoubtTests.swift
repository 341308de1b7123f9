import Evidence
import Mail
import Testing

@Suite("Doubts")
struct HitDoubtTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let agent: String
        let confidence: HitConfidence
        let doubts: [String]
        var hit: PixelHit

        var testDescription: String { "\(doubts): \(agent)" }

        init(
            _ agent: String,
            after seconds: Int64?,
            _ confidence: HitConfidence,
            _ doubts: [String] = [],
            _ change: (inout PixelHit) -> Void = { _ in }
        ) {
            self.agent = agent
            self.confidence = confidence
            self.doubts = doubts
            hit = PixelHit(
                userAgent: agent,
                hasAcceptLanguage: true,
                at: PixelHit.sendingTime + (seconds ?? 0) * 1_000_000,
                sentAt: seconds.map { _ in PixelHit.sendingTime }
            )
            change(&hit)
        }
    }

    static let day: Int64 = 86_400

    static let timings: [Example] = [
        Example(Agents.chrome, after: 3600, .high),
        Example(Agents.chrome, after: 60, .high),
        Example(Agents.chrome, after: 59, .medium, ["within-a-minute"]),
        Example(Agents.chrome, after: 10, .medium, ["within-a-minute"]),
        Example(Agents.chrome, after: 9, .low, ["soon-after-sending"]),
        Example(Agents.chrome, after: 0, .low, ["soon-after-sending"]),
        Example(Agents.chrome, after: -30, .low, ["soon-after-sending"]),
        Example(Agents.chrome, after: nil, .low, ["soon-after-sending"]),
        Example(Agents.outlook, after: 2, .low, ["soon-after-sending"]),
        Example(Agents.gmailProxy, after: 3600, .medium),
        Example(Agents.gmailProxy, after: 30, .medium, ["within-a-minute"]),
        Example(Agents.gmailProxy, after: 3, .low, ["soon-after-sending"]),
        Example(Agents.gmailPrefetch, after: 3, .high),
        Example(Agents.applePrivacy, after: 2, .high),
        Example(Agents.applePrivacy, after: 2 * day, .high),
        Example(Agents.applePrivacy, after: 2 * day + 1, .medium, ["late-prefetch"]),
        Example(Agents.chrome, after: 3 * day, .high) { $0.secPurpose = "prefetch" },
        Example(Agents.yahooProxy, after: 3600, .medium),
        Example(Agents.safari, after: 300, .low, ["around-delivery"]) { $0.deliveredAt = $0.at - 4_999_000 },
        Example(Agents.safari, after: 300, .low, ["around-delivery"]) { $0.deliveredAt = $0.at + 60_000_000 },
        Example(Agents.safari, after: 300, .high) { $0.deliveredAt = $0.at - 5_000_000 },
        Example(Agents.gmailProxy, after: 300, .low, ["around-delivery"]) { $0.deliveredAt = $0.at },
        Example("curl/8.14.1", after: 2, .high) { $0.network = .hosting },
    ]

    static let surroundings: [Example] = [
        Example(Agents.chrome, after: 3600, .high) { $0.burst = 2 },
        Example(Agents.chrome, after: 3600, .low, ["burst"]) { $0.burst = 3 },
        Example(Agents.gmailProxy, after: 3600, .low, ["burst"]) { $0.burst = 9 },
        Example(Agents.applePrivacy, after: 3600, .high) { $0.burst = 9 },
        Example(Agents.firefox, after: 3600, .low, ["sender-network"]) { $0.isSenderNetwork = true },
        Example(Agents.gmailProxy, after: 3600, .medium) { $0.network = .google },
        Example(Agents.chrome, after: 3600, .high) { $0.network = .access },
        Example(Agents.chrome, after: 3600, .high) { $0.network = .apple },
        Example(Agents.chrome, after: 3600, .low, ["machine-network"]) { $0.network = .hosting },
        Example(Agents.edge, after: 3600, .low, ["machine-network"]) { $0.network = .securityVendor },
        Example(Agents.edge, after: 3600, .medium, ["provider-network"]) { $0.network = .microsoft },
        Example(Agents.edge, after: 3, .low, ["soon-after-sending", "provider-network"]) { $0.network = .microsoft },
        Example(Agents.chrome, after: 3600, .medium, ["browser-without-language"]) { $0.hasAcceptLanguage = false },
        Example(Agents.thunderbird, after: 3600, .high) { $0.hasAcceptLanguage = false },
        Example(Agents.outlook, after: 3600, .high) { $0.hasAcceptLanguage = false },
        Example(Agents.newOutlook, after: 3600, .high) { $0.hasAcceptLanguage = false },
        Example(Agents.appleMail, after: 3600, .high) { $0.hasAcceptLanguage = false },
        Example(Agents.chrome, after: 2, .low, ["soon-after-sending", "burst", "machine-network"]) { hit in
            (hit.burst, hit.network) = (20, .securityVendor)
        },
    ]

    @Test(arguments: timings + surroundings)
    func `timing, network, bursts and language lower the confidence, and say so`(example: Example) {
        let verdict = HitRules.current.classify(example.hit)
        #expect(verdict.confidence == example.confidence)
        #expect(verdict.doubts == example.doubts)
    }

    @Test(arguments: timings + surroundings)
    func `what is kept of a hit gives the same verdict again`(example: Example) {
        let facts = HitFacts(example.hit)
        #expect(HitFacts(facts.condition) == facts)
        let opened = MessageOpened(HitRules.current.classify(facts), of: facts)
        #expect(opened.doubts ?? [] == example.doubts)
        #expect(HitRules.current.reclassified(opened, at: 5) == nil)
    }

    @Test(arguments: people + proxies + machines + requests)
    func `no doubt ever changes a class`(example: HitCase) {
        var hit = example.hit
        for sentAt in [nil, .min, .max, hit.at, hit.at - 5_000_000] as [Int64?] {
            (hit.deliveredAt, hit.burst) = (sentAt, hit.burst + 2)
            hit.isSenderNetwork.toggle()
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
