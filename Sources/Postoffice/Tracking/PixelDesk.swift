import EmailHistory
import Evidence
import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Synchronization

/// Takes pixel hits in: opens the token, classifies the hit, and makes it durable.
package final class PixelDesk: Sendable {
    /// What became of a hit.
    package enum Outcome: Sendable {
        /// The token is not ours; nothing was recorded.
        case unknownToken
        /// The hit is in the ledger, or counted in a flood.
        case taken
        /// The ledger could not take it.
        case unavailable
    }

    private let keys: PixelTokenKeys
    private let rules: HitRules
    private let limiter = Mutex(HitLimiter())
    private let bursts = Mutex(BurstWatch())
    private let callers: CallerBoard

    init(keys: PixelTokenKeys, callers: CallerBoard, rules: HitRules = .current) {
        self.keys = keys
        self.callers = callers
        self.rules = rules
    }

    /// Takes one hit; a hit that is ``Outcome/taken`` is durable.
    ///
    /// - Parameters:
    ///   - token: The token in the address.
    ///   - hit: What the request said; what else is known is filled in here.
    ///   - address: Where it came from; used here, and not kept.
    ///   - viewer: The ledger of the organization whose access key the request showed.
    ///   - organization: Finds an organization by its ledger's id.
    /// - Returns: What became of the hit.
    func take(
        token: some StringProtocol,
        hit: PixelHit,
        from address: NetworkAddress?,
        viewer: OpaqueID?,
        organization: (OpaqueID) -> Organization?
    ) async -> Outcome {
        guard
            let subject = keys.open(token), let ledger = OpaqueID(bytes: subject.organization.bytes),
            let owner = organization(ledger)
        else { return .unknownToken }
        guard limiter.withLock({ $0.admit(key: subject, at: hit.at) }) == .record else { return .taken }
        var hit = hit
        hit.network = address?.owner
        hit.isOwnView = viewer == ledger
        hit.burst = bursts.withLock { $0.arrive(subject, at: hit.at) }
        hit.isSenderNetwork = callers.knows(address, of: ledger, at: hit.at)
        do {
            try await record(subject, hit: hit, in: owner)
            return .taken
        } catch PostofficeError.erased {
            // Erased a moment ago; the views do not know of it yet.
            return .taken
        } catch {
            return .unavailable
        }
    }

    /// Records the floods that are due, one event each.
    func recordFloods(at moment: Timestamp, isLast: Bool, organization: (OpaqueID) -> Organization?) async {
        let floods = limiter.withLock { isLast ? $0.finish() : $0.drain(at: moment.microseconds) }
        for flood in floods {
            guard
                let ledger = OpaqueID(bytes: flood.subject.organization.bytes), let owner = organization(ledger)
            else { continue }
            try? await record(flood, in: owner)
        }
    }

    private func record(_ subject: PixelSubject, hit: PixelHit, in owner: Organization) async throws {
        let copy = try await owner.copy(of: subject)
        // Whoever took the consent back, or was erased, gets the picture, and leaves no trace.
        guard copy.map({ !$0.isWithdrawn }) ?? true else { return }
        var hit = hit
        (hit.sentAt, hit.deliveredAt) = (copy?.sentAt?.microseconds, copy?.deliveredAt?.microseconds)
        let facts = HitFacts(hit)
        let opened = MessageOpened(rules.classify(facts), of: facts)
        let position = try await append(opened, at: hit.at, about: subject, copy, in: owner)
        let recorded = BurstWatch.Recorded(subject: subject, opened: opened, position: position, at: hit.at)
        let (misjudged, burst) = bursts.withLock { $0.record(recorded) }
        for earlier in misjudged {
            let again = rules.reclassified(earlier.opened, at: earlier.position) { $0.burst = burst }
            guard let again else { continue }
            // The earlier verdict stands where this one cannot be stored.
            let known = try? await owner.copy(of: earlier.subject)
            _ = try? await append(again, at: earlier.at, about: earlier.subject, known, in: owner)
        }
    }

    private func record(_ flood: FloodCount, in owner: Organization) async throws {
        let copy = try await owner.copy(of: flood.subject)
        guard copy.map({ !$0.isWithdrawn }) ?? true else { return }
        let opened = MessageOpened(
            hitClass: HitClass.unknown.rawValue,
            saysRead: false,
            rule: "flood",
            ruleSet: rules.version,
            confidence: HitConfidence.low.rawValue,
            agent: AgentFamily.none.rawValue,
            hits: flood.count,
            lastAt: flood.lastAt
        )
        _ = try await append(opened, at: flood.firstAt, about: flood.subject, copy, in: owner)
    }

    private func append(
        _ opened: MessageOpened,
        at moment: Int64,
        about subject: PixelSubject,
        _ copy: HistoryCopy?,
        in owner: Organization
    ) async throws -> Int64 {
        let fact = MailFact(
            .messageOpened(opened),
            document: copy?.document,
            message: OpaqueID(subject.message),
            recipient: Int(subject.recipient),
            person: copy?.address.map { owner.archive.person(address: $0) },
            occurredAt: Timestamp(microseconds: moment)
        )
        return try await owner.append([fact]).positions.lowerBound
    }
}

extension Organization {
    /// What the history says of the copy that a link names; nil where it was never queued.
    func copy(of subject: PixelSubject) async throws -> HistoryCopy? {
        try await copy(message: OpaqueID(subject.message), recipient: Int(subject.recipient))
    }

    /// What the history says of a copy; nil where it was never queued.
    func copy(message: OpaqueID, recipient: Int) async throws -> HistoryCopy? {
        let history = try requireViews().history
        if let known = try await history.read({ db in
            try EmailHistory.recipient(message: message, number: recipient, in: db)
        }) {
            return known
        }
        guard await history.wait(until: try await ledger.head().size, timeout: .seconds(5)) else { return nil }
        return try await history.read { db in try EmailHistory.recipient(message: message, number: recipient, in: db) }
    }
}
