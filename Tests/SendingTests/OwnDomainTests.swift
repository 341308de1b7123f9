import DKIM
import Foundation
import Mail
import Synchronization
import Testing

@testable import Sending

@Suite struct OwnDomainTests {
    private final class Secrets: MethodSecrets {
        private let kept = Mutex<[String: String]>([:])
        func secret(_ name: String) async throws -> String? { kept.withLock { $0[name] } }
        func setSecret(_ secret: String?, _ name: String) async throws { kept.withLock { $0[name] = secret } }
    }

    private let place = MethodPlace(organization: "acme", secrets: Secrets())

    private static func maker() throws -> OwnDomainMethodMaker {
        let relay = try RelayServer(host: "localhost", port: 25, security: "none")
        return OwnDomainMethodMaker(relay: relay, selectorPrefix: "test")
    }

    private static func settings(_ from: String, selectors: String? = nil) -> MethodSettings {
        var settings = MethodSettings(["from": .text(from)])
        settings.values[OwnDomainMethodMaker.selectorsName] = selectors.map { .text($0) }
        return settings
    }

    @Test func `setting it up makes keys, and mail is refused until they are published`() async throws {
        let maker = try Self.maker()
        let wanted = Self.settings("a@example.com", selectors: "invented")
        let prepared = try await maker.prepared(wanted, known: nil, in: place)
        #expect(OwnDomainMethodMaker.selectors(prepared).isEmpty, "only a check names the keys that sign")
        let ring = try #require(await DKIMKeyRing.load(domain: "example.com", from: place.secrets))
        #expect(ring.newest.map(\.algorithm) == [.rsa, .ed25519])
        #expect(ring.newest.allSatisfy { $0.selector.hasPrefix("test") })
        guard case .unavailable(let advice) = try await maker.condition(prepared, in: place) else {
            Issue.record("it can send")
            return
        }
        for key in ring.newest { #expect(advice.contains("\(key.selector)._domainkey.example.com TXT v=DKIM1; k=")) }
        await #expect(throws: (any Error).self) { try await maker.method(prepared, in: place) }

        let active = Self.settings("a@example.com", selectors: ring.newest.map(\.selector).joined(separator: " "))
        #expect(try await maker.condition(active, in: place) == .ready)
        #expect(try await maker.method(active, in: place).kind == .ownDomain)
    }

    @Test func `the keys that sign stay with their domain`() async throws {
        let maker = try Self.maker()
        let known = Self.settings("a@example.com", selectors: "one")
        let same = try await maker.prepared(Self.settings("b@example.com"), known: known, in: place)
        #expect(OwnDomainMethodMaker.selectors(same) == ["one"])
        let other = try await maker.prepared(Self.settings("a@example.nl"), known: known, in: place)
        #expect(OwnDomainMethodMaker.selectors(other).isEmpty)
        #expect(try await DKIMKeyRing.load(domain: "example.nl", from: place.secrets) != nil)
    }

    @Test func `new keys stand beside those that sign, and others go`() async throws {
        let maker = try Self.maker()
        let settings = try await maker.prepared(Self.settings("a@example.com"), known: nil, in: place)
        let first = try #require(await DKIMKeyRing.load(domain: "example.com", from: place.secrets)).newest.map(
            \.selector
        )
        let active = Self.settings("a@example.com", selectors: first.joined(separator: " "))
        let second = try await maker.addKeys(active, in: place)
        #expect(second.keys.map(\.selector).starts(with: first))
        #expect(Set(second.keys.map(\.selector)).count == 4)
        #expect(second.checked(active: first).count == 4)
        let third = try await maker.addKeys(settings, in: place)
        #expect(third.keys.count == 2, "nothing was active")
        #expect(Set(third.keys.map(\.selector)).isDisjoint(with: second.keys.map(\.selector)))
    }

    @Test func `a domain that cannot be signed for is refused`() throws {
        #expect(throws: MethodFault.self) { try Self.maker().checked(Self.settings("a@münchen.example")) }
        #expect(throws: MethodFault.self) { try Self.maker().checked(Self.settings("a")) }
    }

    @Test func `without a relay of the operator nothing is sent`() async throws {
        let maker = OwnDomainMethodMaker()
        let condition = try await maker.condition(Self.settings("a@example.com", selectors: "one"), in: place)
        #expect(condition == .unavailable("the operator of this service has not set a relay up"))
    }

    @Test(arguments: [("localhost", 0, "none"), ("a b", 25, "none"), ("localhost", 25, "ssl")])
    func `a relay that cannot be is refused`(host: String, port: Int, security: String) {
        #expect(throws: RelayServerError.self) { try RelayServer(host: host, port: port, security: security) }
        #expect(throws: RelayServerError.self) {
            try RelayServer(host: "localhost", port: 25, security: "tls", username: "a")
        }
    }
}
