/// A message's status, rolled up from its recipients without hiding any.
package struct MessageStatus: Hashable, Sendable {
    /// The status.
    package var status: DeliveryStatus
    /// Why, in no language yet.
    package var reason: MessageReason

    /// Rolls statuses up: any failure shows, else any reading, else any doubt; delivered only if all are.
    ///
    /// The archive copy counts only where there is nobody else, since it says nothing about the customer.
    package init(_ recipients: [(role: RecipientRole, status: ExplainedStatus)]) {
        let addressed = recipients.filter { $0.role != .archive }
        let counted = (addressed.isEmpty ? recipients : addressed).map(\.status)
        status = Self.order.first { wanted in counted.contains { $0.status == wanted } } ?? .unknown
        reason = MessageReason()
        if counted.count == 1 { reason.only = counted.first?.reason }
        for one in counted { reason.counts[one.status.rawValue, default: 0] += 1 }
    }

    /// The statuses, those first that a message shows if one of its recipients has them.
    package static let order: [DeliveryStatus] = [.failed, .read, .unknown, .inTransit, .delivered]
}

/// Why a message's status is what it is: the reason of its one recipient, or how many there are of each status.
package struct MessageReason: Codable, Hashable, Sendable {
    /// The reason of the only recipient that counts; nil for several.
    package var only: StatusReason?
    /// How many recipients have a status, by its raw value.
    package var counts: [String: Int] = [:]

    /// Makes a reason to be filled.
    package init() {}
}
