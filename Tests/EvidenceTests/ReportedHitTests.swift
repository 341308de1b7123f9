import Foundation
import Mail
import Testing

@testable import Evidence

@Suite("Openings that providers report")
struct ReportedHitTests {
    private static let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"

    private static func event(_ provider: MailProvider, _ fields: String) throws -> ProviderEvent {
        let value = try #require(WireValue(parsing: Array("{\(fields)}".utf8)))
        return switch provider {
        case .mailgun: MailgunEvents.event(value, heardAt: 1_795_000_000_000_000)
        case .sendgrid: SendGridEvents.event(value, heardAt: 1_795_000_000_000_000)
        case .mailjet: MailjetEvents.event(value, heardAt: 1_795_000_000_000_000)
        }
    }

    /// The hit as the office makes it of an event, a day after sending.
    private static func hit(_ event: ProviderEvent) -> PixelHit {
        var hit = PixelHit(
            userAgent: event.agent,
            network: event.address?.owner,
            at: event.occurredAt,
            sentAt: event.occurredAt - 86_400_000_000,
            reporter: event.provider
        )
        (hit.machine, hit.program) = (event.machine, event.program)
        return hit
    }

    private static func mailgun(_ bot: String, _ type: String, _ agent: String, ip: String = "203.0.113.7") -> String {
        """
        "event":"opened","timestamp":1794900000.5,"ip":"\(ip)",
        "client-info":{"bot":"\(bot)","client-type":"\(type)","user-agent":"\(agent)"}
        """
    }

    private static let cases: [(MailProvider, String, HitClass, String, HitConfidence)] = [
        (.mailgun, mailgun("", "browser", chrome), .person, "browser-chrome", .high),
        (.mailgun, mailgun("apple", "unknown", "Mozilla/5.0"), .prefetch, "reported-prefetch", .high),
        (.mailgun, mailgun("gmail", "browser", chrome), .prefetch, "reported-prefetch", .high),
        (.mailgun, mailgun("generic", "browser", chrome), .scanner, "reported-machine", .medium),
        (.mailgun, mailgun("invented", "browser", chrome), .scanner, "reported-machine", .medium),
        (.mailgun, mailgun("", "robot", "Something/1"), .scanner, "reported-robot", .medium),
        (.mailgun, mailgun("", "email client", "Something/1"), .person, "reported-program", .low),
        (.mailgun, mailgun("", "invented", "Something/1"), .unknown, "none", .low),
        (.mailgun, mailgun("", "browser", chrome, ip: "64.235.144.9"), .person, "browser-chrome", .low),
        (
            .sendgrid, "\"event\":\"open\",\"timestamp\":1794900000,\"useragent\":\"\(chrome)\",\"ip\":\"66.249.64.2\"",
            .person, "browser-chrome", .medium
        ),
        (
            .sendgrid, "\"event\":\"open\",\"useragent\":\"\(chrome)\",\"sg_machine_open\":true", .prefetch,
            "reported-prefetch", .high
        ),
        (.sendgrid, "\"event\":\"open\",\"sg_machine_open\":false", .unknown, "no-agent", .low),
        (.mailjet, "\"event\":\"open\",\"time\":1794900000,\"agent\":\"\(chrome)\"", .person, "browser-chrome", .high),
        (.mailjet, "\"event\":\"open\",\"agent\":\"curl/8.0\",\"ip\":\"no address\"", .scanner, "http-library", .high),
    ]

    @Test(arguments: cases)
    func `are judged by the rules for hits`(
        provider: MailProvider,
        fields: String,
        hitClass: HitClass,
        rule: String,
        confidence: HitConfidence
    ) throws {
        let hit = Self.hit(try Self.event(provider, fields))
        let verdict = HitRules.current.classify(hit)
        #expect(verdict.hitClass == hitClass)
        #expect(verdict.rule == rule)
        #expect(verdict.confidence == confidence, "\(verdict.doubts)")
        // What is kept says the same again, and neither address nor name.
        let facts = HitFacts(hit)
        #expect(HitFacts(facts.condition) == facts)
        #expect(facts.condition.reporter == provider.rawValue)
        let kept = String(decoding: try JSONEncoder().encode(facts.condition), as: UTF8.self)
        for secret in ["203.0.113.7", "64.235.144.9", "66.249.64.2", "Windows NT", "Something"] {
            #expect(!kept.contains(secret))
        }
        let opened = MessageOpened(verdict, of: facts)
        #expect(HitRules.current.reclassified(opened, at: 4) == nil)
    }

    @Test func `recorded before they said who reports them stay readable, and a machine's`() throws {
        let before = """
            {"hitClass":"prefetch","saysRead":false,"rule":"sendgrid/machine","ruleSet":2,"confidence":"high",
            "agent":"Chrome","hits":1,"condition":{"vocabulary":1,"marks":["chrome/","safari/"],"afterSending":5000000}}
            """
        let opened = try JSONDecoder().decode(MessageOpened.self, from: Data(before.utf8))
        #expect(opened.condition?.reporter == nil)
        let again = try #require(HitRules.current.reclassified(opened, at: 8))
        #expect(again.saysRead == false)
        #expect(again.rule == "reported-machine")
        #expect(again.condition?.reporter == "sendgrid")
        #expect(again.supersedes == 8)
        #expect(HitRules.current.reclassified(again, at: 9) == nil)
        let bare = #"{"hitClass":"person","saysRead":true,"rule":"direct","ruleSet":1,"confidence":"high","hits":1}"#
        let oldest = try JSONDecoder().decode(MessageOpened.self, from: Data(bare.utf8))
        #expect(HitRules.current.reclassified(oldest, at: 1) == nil)
    }

    @Test func `are known better once the delivery is`() {
        let facts = HitFacts(PixelHit(userAgent: Self.chrome, at: 50_000_000, sentAt: 1_000_000, reporter: .mailjet))
        let later = facts.knowing(sentAt: 7_000_000, deliveredAt: 49_000_000, at: 50_000_000)
        #expect(later.afterSending == 49_000)
        #expect(later.afterDelivery == 1000)
    }
}
