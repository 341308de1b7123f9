import Crypto

/// The one-time tokens seen lately, each with the body it came with, in bounded memory.
package struct TokenMemory: Sendable {
    private struct Seen {
        let token: SHA256.Digest
        let at: Int64
    }

    private let capacity: Int
    private let keepFor: Int64
    private var bodies: [SHA256.Digest: SHA256.Digest] = [:]
    private var order: [Seen] = []
    private var first = 0

    /// Makes a memory.
    ///
    /// - Parameters:
    ///   - capacity: The most tokens it holds; the oldest goes first.
    ///   - keepFor: How long a token is remembered, in seconds; longer than its signature is taken.
    package init(capacity: Int = 100_000, keepFor: Int64 = WebhookCheck.longestAge + 3600) {
        self.capacity = capacity
        self.keepFor = keepFor * 1_000_000
    }

    /// How many tokens are remembered.
    package var count: Int { bodies.count }

    /// Remembers a token with its body; false where it came with another body before.
    package mutating func admit(token: String, body: [UInt8], at now: Int64) -> Bool {
        forget(before: now - keepFor)
        let name = SHA256.hash(data: Array(token.utf8))
        let content = SHA256.hash(data: body)
        if let known = bodies[name] { return known == content }
        if bodies.count >= capacity { forgetOldest() }
        bodies[name] = content
        order.append(Seen(token: name, at: now))
        return true
    }

    private mutating func forget(before moment: Int64) {
        while first < order.count, order[first].at < moment { forgetOldest() }
    }

    private mutating func forgetOldest() {
        guard first < order.count else { return }
        bodies[order[first].token] = nil
        first += 1
        if first > 1024, first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
