/// A message's status, rolled up from its recipients without hiding any.
package struct MessageStatus: Hashable, Sendable {
    /// The status.
    package var status: DeliveryStatus
    /// Why, in one sentence: for several recipients, how many there are of each status.
    package var reason: String

    /// Rolls statuses up: any failure shows, else any reading, else any doubt; delivered only if all are.
    ///
    /// The archive copy counts only where there is nobody else, since it says nothing about the customer.
    package init(_ recipients: [(role: RecipientRole, status: ExplainedStatus)]) {
        let addressed = recipients.filter { $0.role != .archive }
        let counted = (addressed.isEmpty ? recipients : addressed).map(\.status)
        let order: [DeliveryStatus] = [.failed, .read, .unknown, .inTransit, .delivered]
        status = order.first { wanted in counted.contains { $0.status == wanted } } ?? .unknown
        if counted.count == 1, let only = counted.first {
            reason = only.reason
        } else {
            let parts = order.compactMap { wanted -> String? in
                let count = counted.count { $0.status == wanted }
                return count == 0 ? nil : "\(count) \(wanted.word)"
            }
            reason = "Of \(counted.count) recipients: " + parts.joined(separator: ", ") + "."
        }
    }
}

extension DeliveryStatus {
    /// The status in words.
    package var word: String { rawValue.split(separator: "_").joined(separator: " ") }
}
