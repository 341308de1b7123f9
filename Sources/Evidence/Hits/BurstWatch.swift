import Foundation
import Mail

/// Notices that several recipients' copies of one message are fetched within a second.
///
/// The first hits of a burst are recorded before anybody can know that it is one. So the watch holds each recorded hit for
/// that second, and tells which have to be judged again. A value without clock or lock, of bounded memory: beyond the
/// capacity no further message is watched until the second is over.
package struct BurstWatch: Sendable {
    /// A hit that was recorded before the burst was known to be one.
    package struct Recorded: Hashable, Sendable {
        /// The copy.
        package let subject: PixelSubject
        /// The event.
        package let opened: MessageOpened
        /// Where it stands.
        package let position: Int64
        /// When it came, in microseconds since 1970.
        package let at: Int64

        /// Names a hit.
        package init(subject: PixelSubject, opened: MessageOpened, position: Int64, at: Int64) {
            (self.subject, self.opened, self.position, self.at) = (subject, opened, position, at)
        }
    }

    /// How many recipients make a burst.
    package static let size = 3

    private struct Message: Hashable {
        let organization: OrganizationTag
        let message: UUID
    }

    private struct Seen {
        var recipients: [UInt16: Int64] = [:]
        var recorded: [Recorded] = []
        var last: Int64
    }

    private static let window: Int64 = 1_000_000
    private static let recipientLimit = 64
    private let capacity: Int
    private var seen: [Message: Seen] = [:]

    /// Makes a watch that has seen nothing.
    ///
    /// - Parameter capacity: How many messages are watched at once.
    package init(capacity: Int = 4096) {
        self.capacity = capacity
    }

    /// Takes note of a hit, and says how many recipients' copies were fetched within the second before, this one included.
    package mutating func arrive(_ subject: PixelSubject, at: Int64) -> Int {
        let message = Message(organization: subject.organization, message: subject.message)
        if seen[message] == nil {
            if seen.count >= capacity { seen = seen.filter { isRecent($0.value.last, at) } }
            guard seen.count < capacity else { return 1 }
        }
        var known = seen[message] ?? Seen(last: at)
        known.last = max(known.last, at)
        known.recipients = known.recipients.filter { isRecent($0.value, at) }
        known.recorded = known.recorded.filter { isRecent($0.at, at) }
        if known.recipients.count < Self.recipientLimit { known.recipients[subject.recipient] = at }
        seen[message] = known
        return max(1, known.recipients.count)
    }

    /// Takes note that a hit was recorded.
    ///
    /// - Returns: The hits that were recorded as if they had come alone, and turned out to be part of a burst, each once; and
    ///   how many recipients the burst has.
    package mutating func record(_ hit: Recorded) -> (misjudged: [Recorded], recipients: Int) {
        let message = Message(organization: hit.subject.organization, message: hit.subject.message)
        guard var known = seen[message] else { return ([], 1) }
        let isAlone = (hit.opened.condition?.burst ?? 1) < Self.size
        if isAlone, known.recorded.count < Self.recipientLimit { known.recorded.append(hit) }
        var misjudged: [Recorded] = []
        if known.recipients.count >= Self.size { swap(&misjudged, &known.recorded) }
        seen[message] = known
        return (misjudged, known.recipients.count)
    }

    /// Times may come a little out of order.
    private func isRecent(_ time: Int64, _ now: Int64) -> Bool {
        let (age, overflow) = now.subtractingReportingOverflow(time)
        return !overflow && age < Self.window && age > -Self.window
    }
}
