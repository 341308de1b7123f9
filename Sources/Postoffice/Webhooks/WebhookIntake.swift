import Correspondence
import EmailHistory
import Evidence
import Ledger
import LedgerSQLite
import Logging
import Mail
import MailLedger
import ProjectionEngine
import Sending

/// What became of a provider's call.
package enum WebhookOutcome: Hashable, Sendable {
    /// Everything it says is in the ledger, durable; so many events were new.
    case taken(new: Int)
    /// It bears nothing that proves it.
    case unsigned(String)
    /// What it bears is wrong.
    case refused(String)
    /// Its signature was used for another call: it shall not come again.
    case replayed
    /// It cannot be taken in one piece.
    case tooLarge(String)
    /// The ledger could not take it now.
    case unavailable
}

extension Organization {
    /// Whether an address of a provider's webhook is one that was given out; a wrong one is counted.
    package func admitsWebhook(of provider: MailProvider, secret: String) async -> Bool {
        guard (try? await webhooks.admits(provider, secret: secret)) == true else {
            feeds.noteStranger(WebhookSettings.name(provider), at: .now())
            return false
        }
        return true
    }

    /// Checks a provider's call, and takes in what it says; durable where it was taken.
    package func takeWebhook(of provider: MailProvider, secret: String, _ call: WebhookCall) async -> WebhookOutcome {
        let feed = WebhookSettings.name(provider)
        do {
            try await webhooks.check(call, of: provider, secret: secret)
            let items = try WebhookReader.items(call.body, from: provider, heardAt: call.heardAt)
            let new = try await take(items)
            feeds.note(feed, problem: nil, at: Timestamp(microseconds: call.heardAt))
            return .taken(new: new)
        } catch WebhookDesk.Refusal.wrongAddress {
            feeds.noteStranger(feed, at: .now())
            return .refused(WebhookDesk.Refusal.wrongAddress.description)
        } catch let refusal as WebhookDesk.Refusal {
            feeds.note(feed, problem: refusal.description, at: .now())
            return switch refusal {
            case .notGenuine(.replayed): .replayed
            case .notGenuine(.unsigned(let what)): .unsigned(what)
            case .wrongAddress, .noKey, .notGenuine: .refused(refusal.description)
            }
        } catch let refusal as WebhookRefusal {
            return .tooLarge(refusal.description)
        } catch {
            logger.warning("a webhook could not be stored", metadata: ["error": "\(type(of: error))"])
            return .unavailable
        }
    }

    /// Takes events in, a few beside each other.
    ///
    /// - Returns: How many facts were new.
    func take(_ items: [WebhookReader.Item]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var new = 0
            for (offset, item) in items.enumerated() {
                if offset >= 16, let added = try await group.next() { new += added }
                group.addTask { try await self.take(item.event, keeping: item.bytes) }
            }
            for try await added in group { new += added }
            return new
        }
    }

    /// Takes one event of a call in.
    ///
    /// - Parameters:
    ///   - event: What a provider says.
    ///   - bytes: What it was read from.
    /// - Returns: How many facts were new.
    /// - Throws: What the ledger has against it.
    func take(_ event: ProviderEvent, keeping bytes: [UInt8]) async throws -> Int {
        let (copy, matchedBy) = try await self.copy(of: event)
        let kept = KeptReport(
            source: event.provider.rawValue,
            kind: event.kind.rawValue,
            ruleSet: ProviderEvent.ruleSet,
            matchedBy: matchedBy,
            bytes: bytes,
            key: event.isNamed ? Array(event.identity.utf8) : bytes
        )
        return try await take(event, about: copy, keeping: kept)
    }

    /// Takes in what a provider says about a copy, or about one that is not known.
    ///
    /// - Returns: How many facts were new.
    func take(_ event: ProviderEvent, about copy: KnownCopy?, keeping kept: KeptReport?) async throws -> Int {
        if event.kind == .opened || event.kind == .clicked { return try await take(hit: event, on: copy) }
        guard let copy else { return try await record([], keeping: kept).added.count }
        let evidence = event.facts(authentication: .signed).map { fact in
            CopyEvidence(
                message: copy.message,
                recipient: copy.number,
                event: fact,
                occurredAt: Timestamp(microseconds: event.occurredAt),
                key: Array("\(event.identity) \(fact.type.rawValue)".utf8)
            )
        }
        return try await record(evidence, keeping: kept, about: evidence.isEmpty ? [copy] : []).added.count
    }

    /// The copy that an event is about, and by what it was found; nil where it fits none.
    private func copy(of event: ProviderEvent) async throws -> (copy: KnownCopy?, matchedBy: String?) {
        if let tag = event.tag.flatMap({ ReturnPathTag(parsing: $0, key: archive.index) }),
            let copy = try await knownCopy(message: tag.message, number: tag.recipient)
        {
            return (copy, "envelopeID")
        }
        let view = try requireViews().correspondence
        let found = try await view.read { db in
            var found: [KnownCopy] = []
            if let id = event.messageID {
                found = try Correspondence.copies(providerID: id, method: event.provider.method, in: db)
            }
            if found.isEmpty, let id = event.internetMessageID {
                found = [try Correspondence.copy(messageID: id, in: db)].compactMap(\.self)
            }
            return found
        }
        // A provider may give one id to a message of several recipients, so the address decides.
        let recipient = event.recipient?.lowercased()
        let copy = found.first { $0.address?.lowercased() == recipient } ?? (recipient == nil ? found.first : nil)
        return (copy, copy == nil ? nil : "messageID")
    }

    /// Takes in that a provider's own pixel or link was fetched: only where the copy may be tracked.
    ///
    /// Provider-side tracking is switched off in every call, so this is heard only where an account insists on it. Of what is
    /// heard, no more is kept than of a hit on our own pixel, and by the same rules; about any other copy, nothing. How many copies
    /// were fetched at once is not counted: providers' times are whole seconds, and their calls come in any order.
    private func take(hit event: ProviderEvent, on copy: KnownCopy?) async throws -> Int {
        guard
            let copy, let known = try await self.copy(message: copy.message, recipient: copy.number), known.tracked,
            !known.isWithdrawn
        else { return 0 }
        var hit = PixelHit(
            userAgent: event.agent,
            network: event.address?.owner,
            at: event.occurredAt,
            sentAt: known.sentAt?.microseconds,
            deliveredAt: known.deliveredAt?.microseconds,
            isSenderNetwork: callers.knows(event.address, of: ledger.id, at: event.occurredAt),
            reporter: event.provider
        )
        (hit.machine, hit.program) = (event.machine, event.program)
        let facts = HitFacts(hit)
        let opened = MessageOpened(HitRules.current.classify(facts), of: facts)
        let evidence = CopyEvidence(
            message: copy.message,
            recipient: copy.number,
            event: .messageOpened(opened),
            occurredAt: Timestamp(microseconds: event.occurredAt),
            key: Array(event.identity.utf8)
        )
        return try await record([evidence], keeping: nil).added.count
    }
}

extension ProviderEvent {
    /// The version of the rules by which providers' words are understood.
    package static let ruleSet = 1

    /// Whether anything tells this event from another of the same kind and moment.
    fileprivate var isNamed: Bool { eventID != nil || messageID != nil || tag != nil }
}
