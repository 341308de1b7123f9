import Ledger
import Testing

@testable import Sending

@Suite("Retry policy")
struct RetryPolicyTests {
    private let now = Timestamp(microseconds: 1_795_219_200_000_000)
    private let copy = CopyID(message: OpaqueID(high: 1, low: 2), recipient: 1)

    @Test(arguments: zip(1...10, [60, 300, 900, 1800, 3600, 7200, 14_400, 14_400, 14_400, 14_400]))
    func `pauses grow to four hours, a tenth shorter or longer`(attempt: Int, seconds: Double) throws {
        for recipient in 1...50 {
            let copy = CopyID(message: OpaqueID(high: 7, low: UInt64(recipient)), recipient: recipient)
            let next = try #require(RetryPolicy().next(after: attempt, of: copy, now: now, queuedAt: now))
            let pause = Double(next.microseconds - now.microseconds) / 1_000_000
            #expect((seconds * 0.9...seconds * 1.1).contains(pause))
        }
    }

    @Test func `the same copy and attempt get the same pause, others another`() {
        let policy = RetryPolicy()
        let first = policy.next(after: 3, of: copy, now: now, queuedAt: now)
        #expect(policy.next(after: 3, of: copy, now: now, queuedAt: now) == first)
        let pauses = Set(
            (1...100).map { number in
                policy.next(after: 3, of: CopyID(message: copy.message, recipient: number), now: now, queuedAt: now)
            }
        )
        #expect(pauses.count > 95)
    }

    @Test func `the last attempt comes at the end of the time, and none after it`() {
        let policy = RetryPolicy()
        let end = now.adding(seconds: policy.giveUpAfter)
        let shortlyBefore = end.adding(seconds: -60)
        #expect(policy.next(after: 16, of: copy, now: shortlyBefore, queuedAt: now) == end)
        #expect(policy.next(after: 17, of: copy, now: end, queuedAt: now) == nil)
    }

    @Test func `a copy that lay queued for long gets a few attempts all the same`() {
        let policy = RetryPolicy()
        let late = now.adding(seconds: 10 * policy.giveUpAfter)
        for attempt in 1..<policy.leastAttempts {
            #expect(policy.next(after: attempt, of: copy, now: late, queuedAt: now) != nil)
        }
        #expect(policy.next(after: policy.leastAttempts, of: copy, now: late, queuedAt: now) == nil)
    }
}
