import DKIM
import Foundation
import Testing

@testable import DomainCheck

@Suite(.enabled(if: NameServer.isPresent, "nsd is not installed"), BesideNameServer())
struct DomainCheckTests {
    private static func resolver() throws -> DNSResolver {
        let server = try #require(NameServer.current)
        // Patient: nothing here may depend on a quiet machine.
        return DNSResolver(settings: DNSResolver.Settings(servers: [server.address], timeout: 10_000, tries: 2))
    }

    private static func report(_ question: DomainQuestion) async throws -> DomainReport {
        await DomainChecker(dns: try resolver()).check(question, at: 7)
    }

    @Test(arguments: Zones.cases)
    func `a check finds what is the matter with a domain`(example: Zones.Case) async throws {
        let question = DomainQuestion(
            domain: example.domain,
            signing: .here([Zones.rsa, Zones.small]),
            spfTerm: Zones.term
        )
        let report = try await Self.report(question)
        let check = try #require(report.checks.first { $0.kind == example.kind })
        #expect(check.verdict == example.verdict, "\(check)")
        #expect(check.explanation.contains(example.words), "\(check.explanation)")
        if let value = example.value { #expect(check.expected?.value == value) }
        if check.verdict != .ok { #expect(check.nextStep?.isEmpty == false) }
        if let expected = check.expected { #expect(!expected.value.isEmpty) }
    }

    @Test func `two SPF records are merged into one that can be copied`() async throws {
        let question = DomainQuestion(domain: "twospf.test", signing: .elsewhere, spfTerm: Zones.term)
        let check = try await Self.report(question).checks.first { $0.kind == .spf }
        let value = try #require(check?.expected?.value)
        let words = value.split(separator: " ").map(String.init)
        #expect(words.first == "v=spf1" && words.last?.hasSuffix("all") == true)
        #expect(Set(words.dropFirst().dropLast()) == ["ip4:192.0.2.1", Zones.term])
    }

    @Test func `the record to publish is what the check accepts`() async throws {
        let question = DomainQuestion(domain: "nodkim.test", signing: .here([Zones.rsa]))
        let check = try #require(await Self.report(question).dkim(selector: "rsa"))
        let record = try #require(check.expected)
        #expect(record.name == "rsa._domainkey.nodkim.test")
        #expect(record.type == "TXT")
        #expect(try KeyRecord(parsing: record.value).publishes(Zones.rsa.publicKey, algorithm: .rsa))
        #expect(record.zoneText?.contains("\" \"") == true)
    }

    @Test(
        arguments: [
            ("good.test", "relay.test", true, .ok, "SPF does not count: the envelope names relay.test"),
            ("nodkimstrict.test", "sub.nodkimstrict.test", false, .broken, "aspf=s"),
            ("sub.nodkimstrict.test", "sub.nodkimstrict.test", true, .ok, "SPF counts"),
            ("nodmarc.test", "good.test", true, .missing, "does not say"),
        ] as [(String, String, Bool, RecordVerdict, String)]
    ) func `alignment follows from who signs, whose envelope it is, and what the domain asks for`(
        domain: String,
        path: String,
        passes: Bool,
        verdict: RecordVerdict,
        words: String
    ) async throws {
        let question = DomainQuestion(
            domain: domain,
            signing: .here([Zones.rsa]),
            returnPathDomain: path,
            spfTerm: Zones.term
        )
        let report = try await Self.report(question)
        let check = try #require(report.checks.first { $0.kind == .dmarc })
        #expect(report.alignment.passes == passes, "\(report.alignment)")
        #expect(check.verdict == verdict)
        #expect(check.explanation.contains(words), "\(check.explanation)")
    }

    @Test func `a method that signs for another domain does not pass, and one of which nothing is known may`()
        async throws
    {
        var question = DomainQuestion(
            domain: "good.test",
            signing: .domain("relay.test"),
            returnPathDomain: "relay.test"
        )
        #expect(try await Self.report(question).alignment.passes == false)
        question.signing = .elsewhere
        #expect(try await Self.report(question).alignment.passes == nil)
    }

    @Test func `reports must come back to the server that takes them`() async throws {
        var question = DomainQuestion(
            domain: "good.test",
            signing: .here([Zones.rsa]),
            returnPathDomain: "relay.test",
            spfTerm: Zones.term,
            returnPathHost: "mail.relay.test"
        )
        let check = try #require(await Self.report(question).checks.first { $0.kind == .returnPath })
        #expect(check.verdict == .ok)
        question.returnPathHost = "other.relay.test"
        let broken = try #require(await Self.report(question).checks.first { $0.kind == .returnPath })
        #expect(broken.verdict == .broken)
        #expect(broken.expected?.value == "10 other.relay.test.")
    }

    @Test func `an answer too large for UDP comes over TCP`() async throws {
        let answer = await (try Self.resolver()).answer(to: "large.test", .text)
        #expect(answer == .records([.text(String(repeating: "x", count: 5000), strings: 20)], aliases: []))
    }

    @Test func `many questions at once are all answered`() async throws {
        let resolver = try Self.resolver()
        let answers = await withTaskGroup(of: DNSAnswer.self) { group in
            for _ in 0..<100 { group.addTask { await resolver.answer(to: "good.test", .exchange) } }
            return await group.reduce(into: Set<DNSAnswer>()) { $0.insert($1) }
        }
        #expect(answers == [.records([.exchange(preference: 10, host: "mail.relay.test")], aliases: [])])
    }

    @Test func `a silent resolver is a verdict of its own, and changes nothing that was known`() async throws {
        let silent = try SilentServer()
        defer { silent.close() }
        let address = try DNSServerAddress(parsing: "127.0.0.1:\(silent.port)")
        let resolver = DNSResolver(settings: DNSResolver.Settings(servers: [address], timeout: 100, tries: 1))
        let question = DomainQuestion(domain: "good.test", signing: .here([Zones.rsa]))
        let report = await DomainChecker(dns: resolver).check(question, at: 7)
        #expect(Set(report.checks.map(\.verdict)) == [.unknown])
        let earlier = try await Self.report(question).verdicts
        #expect(report.verdicts(after: earlier) == earlier)
    }

    @Test func `a resolver that was stopped answers nothing more, and those who wait hear of it`() async throws {
        let silent = try SilentServer()
        defer { silent.close() }
        let address = try DNSServerAddress(parsing: "127.0.0.1:\(silent.port)")
        let resolver = DNSResolver(settings: DNSResolver.Settings(servers: [address], timeout: 60_000, tries: 1))
        async let waiting = resolver.answer(to: "good.test", .text)
        try await Task.sleep(for: .milliseconds(50))
        resolver.stop()
        #expect(await waiting == .failed(.stopped))
        #expect(await resolver.answer(to: "good.test", .text) == .failed(.stopped))
    }
}
