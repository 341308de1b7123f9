import Mail
import Testing

@testable import Evidence

@Suite("Bursts and callers")
struct HitWatchTests {
    private let second: Int64 = 1_000_000

    private func opened(burst: Int) -> MessageOpened {
        var hit = PixelHit.afterAnHour(Agents.chrome)
        hit.burst = burst
        let facts = HitFacts(hit)
        return MessageOpened(HitRules.current.classify(facts), of: facts)
    }

    @Test func `recipients of one message within a second are counted, each once`() throws {
        var watch = BurstWatch()
        let counts = try [1, 1, 2, 3].map { watch.arrive(try .sample(recipient: $0), at: 100) }
        #expect(counts == [1, 1, 2, 3])
        #expect(watch.arrive(try .sample(message: Array(repeating: 9, count: 16), recipient: 4), at: 100) == 1)
        #expect(watch.arrive(try .sample(recipient: 5), at: 100 + second) == 1)
    }

    @Test func `the first hits of a burst are judged again, each once`() throws {
        var watch = BurstWatch()
        let subjects = try (1...4).map { try PixelSubject.sample(recipient: $0) }
        func hit(_ index: Int, burst: Int) -> BurstWatch.Recorded {
            BurstWatch.Recorded(
                subject: subjects[index],
                opened: opened(burst: burst),
                position: Int64(index),
                at: Int64(index)
            )
        }
        let first = hit(0, burst: watch.arrive(subjects[0], at: 0))
        #expect(watch.record(first).misjudged.isEmpty)
        let second = hit(1, burst: watch.arrive(subjects[1], at: 1))
        // The second one is still being stored when the third comes.
        let third = hit(2, burst: watch.arrive(subjects[2], at: 2))
        #expect(third.opened.confidence == "low")
        #expect(watch.record(third).misjudged == [first])
        #expect(watch.record(second).misjudged == [second])
        let fourth = hit(3, burst: watch.arrive(subjects[3], at: 3))
        let result = watch.record(fourth)
        #expect(result.misjudged.isEmpty)
        #expect(result.recipients == 4)
    }

    @Test func `memory is bounded, and frees itself`() throws {
        var watch = BurstWatch(capacity: 2)
        func subject(_ message: UInt8, _ recipient: UInt16) throws -> PixelSubject {
            try .sample(message: Array(repeating: message, count: 16), recipient: recipient)
        }
        for message in UInt8(1)...3 {
            for recipient in UInt16(1)...5 { _ = watch.arrive(try subject(message, recipient), at: 0) }
        }
        #expect(watch.arrive(try subject(1, 6), at: 0) == 6)
        #expect(watch.arrive(try subject(3, 6), at: 0) == 1)
        #expect(watch.arrive(try subject(3, 7), at: 5 * second) == 1)
        #expect(watch.arrive(try subject(3, 8), at: 5 * second) == 2)
        for recipient in UInt16(10)...500 { _ = watch.arrive(try subject(3, recipient), at: 5 * second) }
        #expect(watch.arrive(try subject(3, 501), at: 5 * second) == 64)
    }

    @Test func `a caller is remembered for an hour, and those who came last stay`() throws {
        var watch = CallerWatch(capacity: 2)
        let tag = try #require(OrganizationTag(bytes: Array(repeating: 1, count: 16)))
        let other = try #require(OrganizationTag(bytes: Array(repeating: 2, count: 16)))
        let addresses = try ["192.0.2.1", "192.0.2.2", "2001:db8::3"].map { try #require(NetworkAddress($0)) }
        for (index, address) in addresses.enumerated() { watch.note(address, of: tag, at: Int64(index)) }
        #expect(!watch.knows(addresses[0], of: tag, at: 10))
        #expect(watch.knows(addresses[2], of: tag, at: 10))
        #expect(!watch.knows(addresses[2], of: other, at: 10))
        #expect(!watch.knows(addresses[2], of: tag, at: 3600 * second + 2))
    }

    @Test(
        arguments: [
            ("66.249.84.1", .google), ("74.125.1.1", .google), ("2a00:1450:4013::5", .google), ("17.58.1.1", .apple),
            ("40.107.0.5", .microsoft), ("52.100.1.2", .microsoft), ("2a01:111:f400::1", .microsoft),
            ("98.137.64.1", .yahoo), ("64.235.150.9", .securityVendor), ("67.231.152.1", .securityVendor),
            ("195.130.217.8", .securityVendor), ("::ffff:66.249.84.1", .google), ("192.0.2.1", nil),
            ("2001:db8::1", nil),
        ] as [(String, NetworkOwner?)]
    )
    func `a network's owner is known by its address`(text: String, owner: NetworkOwner?) throws {
        #expect(try #require(NetworkAddress(text)).owner == owner)
    }

    @Test(arguments: [
        ("127.0.0.1", false), ("10.1.2.3", false), ("172.31.255.255", false), ("172.32.0.0", true),
        ("192.168.1.1", false), ("100.64.0.1", false), ("169.254.1.1", false), ("8.8.8.8", true), ("::1", false),
        ("fd00::1", false), ("fe80::1", false), ("2001:4860::1", true), ("::ffff:10.0.0.1", false),
    ])
    func `addresses of proxies and of this machine are told from those of the world`(
        text: String,
        isPublic: Bool
    ) throws {
        #expect(try #require(NetworkAddress(text)).isPublic == isPublic)
    }

    @Test(arguments: ["", "x", "1.2.3", "1.2.3.4.5", "1.2.3.256", ":::", "fe80::1%eth0", "1.2.3.4/8", "::g"])
    func `what is no address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `every range of the list can be read, and none is named twice`() {
        let all = NetworkList.ipv4.map(\.range) + NetworkList.ipv6.map(\.range)
        #expect(Set(all).count == all.count)
        #expect(NetworkList.ipv4.count > 60)
        #expect(NetworkList.ipv6.count == 12)
    }
}
