import EmailHistory
import Mail
import ProjectionEngine
import Sending

/// Which copies of a message are tracked, and on what basis; and which ask for a read receipt.
struct TrackingPlan: Hashable, Sendable {
    /// The decision for the message.
    var decision = TrackingDecision([], requested: nil)
    /// The addresses, in lower case, of those who took their consent back.
    var withdrawn: Set<String> = []
    /// Whether the copies in To ask for a read receipt.
    var asksForReceipt = false
    /// Where read receipts come back to.
    var receiptPath = SMTPReturnPath.from
    /// The language of the notice in tracked mails.
    var language = StatusLanguage.english

    /// Whether a recipient's copy carries a pixel.
    func tracks(_ recipient: CheckedMessage.Recipient) -> Bool {
        decision.isTracked && exception(recipient) == nil
    }

    /// What a copy's own basis is where it differs from the message's.
    func exception(_ recipient: CheckedMessage.Recipient) -> String? {
        if recipient.role == .archive { return TrackingDecision.basis(.never, .archive) }
        guard withdrawn.contains(recipient.mailbox.address.description.lowercased()) else { return nil }
        return TrackingDecision.basis(.never, .withdrawn)
    }
}

extension Organization {
    /// Decides about the tracking of a message: the strictest of organization, kind of document, customer and recipient.
    ///
    /// - Parameters:
    ///   - recipients: Who gets it.
    ///   - requested: What the message asks for.
    ///   - document: What it is about.
    ///   - method: How it goes.
    ///   - customer: The policies on the customer's card, for all documents and for this kind.
    /// - Returns: The plan, to be frozen into the message.
    /// - Throws: ``PostofficeError``.
    func trackingPlan(
        for recipients: [CheckedMessage.Recipient],
        requested: Bool?,
        document: Document?,
        method: MethodKind,
        customer: [TrackingPolicy] = []
    ) async throws -> TrackingPlan {
        let settings = try await trackingSettings()
        let type = document?.type.rawValue
        let ofType = type.flatMap { settings.documentTypes?[$0] }
        var policies: [(level: TrackingDecision.Level, policy: TrackingPolicy)] = []
        if let policy = settings.policy { policies.append((.organization, policy)) }
        if let ofType { policies.append((.documentType, ofType)) }
        policies += customer.map { (.customer, $0) }
        let addresses = recipients.map { $0.mailbox.address.description }
        var plan = TrackingPlan()
        plan.decision = TrackingDecision(policies, requested: requested)
        plan.withdrawn = try await requireViews().history.read { db in
            try EmailHistory.withdrawn(among: addresses, in: db)
        }
        plan.asksForReceipt = type.map { settings.receipts?.contains($0) ?? false } ?? false
        if plan.asksForReceipt, let settings = try await methods.settings(method) {
            plan.receiptPath =
                switch settings.text("returnPath") {
                case nil, "from"?: .from
                case "plus"?: .plus
                case let other?: (try? EmailAddress(parsing: other)).map { .address($0) } ?? .from
                }
        }
        let wanted = document?.customer?.language.flatMap { StatusLanguage(tag: $0) }
        plan.language = if let wanted { wanted } else { try await language() }
        return plan
    }
}
