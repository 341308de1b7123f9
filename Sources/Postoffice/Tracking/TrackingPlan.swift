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
    ///   - message: The message, checked.
    ///   - request: What was asked for.
    ///   - document: What it is about.
    /// - Returns: The plan, to be frozen into the message.
    /// - Throws: ``PostofficeError``.
    func trackingPlan(
        for message: CheckedMessage,
        _ request: MessageRequest,
        about document: Document?
    ) async throws -> TrackingPlan {
        let settings = try await trackingSettings()
        let known = try await recipientDefaults(of: document)
        let type = document?.type.rawValue
        var policies: [(level: TrackingDecision.Level, policy: TrackingPolicy)] = []
        if let policy = settings.policy { policies.append((.organization, policy)) }
        if let policy = type.flatMap({ settings.documentTypes?[$0] }) { policies.append((.documentType, policy)) }
        let ofCard = [known.customer?.tracking, type.flatMap { known.customer?.deliveries[$0]?.tracking }]
        policies += ofCard.compactMap { $0.flatMap { TrackingPolicy(rawValue: $0) } }.map { (.customer, $0) }
        let addresses = message.recipients.map { $0.mailbox.address.description }
        var plan = TrackingPlan()
        // Plain text cannot carry a pixel, and the accountant is nobody to be watched.
        let requested = message.plainTextOnly || message.purpose != nil ? false : request.trackOpens
        plan.decision = TrackingDecision(policies, requested: requested)
        plan.withdrawn = try await requireViews().history.read { db in
            try EmailHistory.withdrawn(among: addresses, in: db)
        }
        plan.asksForReceipt = type.map { settings.receipts?.contains($0) ?? false } ?? false
        if plan.asksForReceipt { plan.receiptPath = try await receiptPath(of: message.method) }
        let tags = [request.language, document?.customer?.language, known.customer?.language]
        let wanted = tags.compactMap { $0.flatMap { StatusLanguage(tag: $0) } }.first
        plan.language = wanted ?? known.defaults.statusLanguage
        return plan
    }

    /// Where receipts of mails by a method come back to: where its reports do.
    private func receiptPath(of method: MethodKind) async throws -> SMTPReturnPath {
        if method == .relay || method == .ownDomain {
            return settings.domains.bounceDomain.map { .domain($0) } ?? .from
        }
        return switch try await methods.settings(method)?.text("returnPath") {
        case nil, "from"?: .from
        case "plus"?: .plus
        case let other?: (try? EmailAddress(parsing: other)).map { .address($0) } ?? .from
        }
    }
}
