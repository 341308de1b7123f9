import Ledger

/// When a copy that was refused for now is tried again, and when trying ends.
package struct RetryPolicy: Hashable, Sendable {
    /// The pauses after the first attempts, in seconds; the last one also comes after every later attempt.
    package var pauses: [Double]
    /// How long a copy is tried, in seconds since it was queued; the last attempt comes at the end of that time.
    package var giveUpAfter: Double
    /// How many attempts a copy gets at least, for one that was queued long before the service ran again.
    package var leastAttempts: Int
    /// By which part of itself a pause may be longer or shorter, so that copies refused together do not come back together.
    package var jitter: Double

    /// Sets a policy: by default after 1, 5, 15 and 30 minutes, 1 and 2 hours, then every 4 hours, for 2 days.
    package init(
        pauses: [Double] = [60, 300, 900, 1800, 3600, 7200, 14_400],
        giveUpAfter: Double = 172_800,
        leastAttempts: Int = 4,
        jitter: Double = 0.1
    ) {
        self.pauses = pauses.isEmpty ? [60] : pauses
        self.giveUpAfter = giveUpAfter
        self.leastAttempts = leastAttempts
        self.jitter = jitter
    }

    /// Says when the next attempt is due.
    ///
    /// The same copy and attempt get the same jitter, whoever asks.
    ///
    /// - Parameters:
    ///   - attempt: The number of the attempt that was refused for now, from 1.
    ///   - copy: Whose attempt it was.
    ///   - now: When the refusal came.
    ///   - queuedAt: When the copy was queued.
    /// - Returns: nil if trying ends with this attempt.
    func next(after attempt: Int, of copy: CopyID, now: Timestamp, queuedAt: Timestamp) -> Timestamp? {
        let end = queuedAt.adding(seconds: giveUpAfter)
        guard now < end || attempt < leastAttempts else { return nil }
        let pause = pauses[min(max(attempt, 1), pauses.count) - 1]
        let due = now.adding(seconds: pause * (1 + jitter * (2 * copy.share(of: attempt) - 1)))
        return now < end ? min(due, end) : due
    }
}

extension CopyID {
    /// A number from 0 to 1 that looks random and is the same every time (the mixing step of SplitMix64).
    fileprivate func share(of attempt: Int) -> Double {
        var mixed = message.high ^ message.low &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(recipient &* 1021 &+ attempt)
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ mixed >> 31) >> 11) / Double(1 << 53)
    }
}
