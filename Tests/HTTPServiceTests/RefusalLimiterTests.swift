import Evidence
import Ledger
import Synchronization
import Testing

@testable import HTTPService

@Suite("Counting refused keys")
struct RefusalLimiterTests {
    @Test
    func `a network has its share each minute, and one network does not use up another's`() {
        let clock = SetClock()
        let limiter = RefusalLimiter(perMinute: 2) { clock.now }
        #expect([1, 2, 3].map { _ in limiter.admitRefusal(of: "a") } == [true, true, false])
        #expect(limiter.admitRefusal(of: "b"))
        clock.set(minute: 2)
        #expect(limiter.admitRefusal(of: "a"))
    }

    @Test
    func `networks beyond its capacity count together`() {
        let limiter = RefusalLimiter(perMinute: 1, capacity: 2) { Timestamp(microseconds: 0) }
        #expect(["a", "b", "c", "d"].map { limiter.admitRefusal(of: $0) } == [true, true, true, false])
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8::1", "2001:db8:0:0"),
        ("::1", "0:0:0:0"), ("2001:db8:0:7::9", "2001:db8:0:7"),
    ])
    func `an IPv6 address counts by its first 64 bits`(address: String, network: String) throws {
        #expect(try #require(NetworkAddress(address)).network == network)
    }
}

/// A clock that stands where it is set.
private final class SetClock: Sendable {
    private let microseconds = Atomic<Int64>(60_000_000)

    var now: Timestamp { Timestamp(microseconds: microseconds.load(ordering: .relaxed)) }

    func set(minute: Int64) { microseconds.store(minute * 60_000_000, ordering: .relaxed) }
}
