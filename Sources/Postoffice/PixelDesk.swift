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

    init(keys: PixelTokenKeys, rules: HitRules = .current) {
        self.keys = keys
        self.rules = rules
    }

    /// Takes one hit; a hit that is ``Outcome/taken`` is durable.
    ///
    /// - Parameters:
    ///   - token: The token in the address.
    ///   - hit: What the request said; its time of sending is filled in here.
    ///   - organization: Finds an organization by its ledger's id.
    /// - Returns: What became of the hit.
    func take(
        token: some StringProtocol,
        hit: PixelHit,
        organization: (OpaqueID) -> Organization?
    ) async -> Outcome {
        guard
            let subject = keys.open(token), let ledger = OpaqueID(bytes: subject.organization.bytes),
            let owner = organization(ledger)
        else { return .unknownToken }
        guard limiter.withLock({ $0.admit(key: subject, at: hit.at) }) == .record else { return .taken }
        do {
            try await record(subject, hit: hit, count: nil, in: owner)
            return .taken
        } catch {
            return .unavailable
        }
    }

    /// Records the floods of minutes that are over, one event each.
    func recordFloods(at moment: Timestamp, isLast: Bool, organization: (OpaqueID) -> Organization?) async {
        let floods = limiter.withLock { isLast ? $0.finish() : $0.drain(at: moment.microseconds) }
        for flood in floods {
            guard
                let ledger = OpaqueID(bytes: flood.subject.organization.bytes), let owner = organization(ledger)
            else { continue }
            let hit = PixelHit(method: .get, at: flood.firstAt)
            try? await record(flood.subject, hit: hit, count: flood, in: owner)
        }
    }

    private func record(_ subject: PixelSubject, hit: PixelHit, count: FloodCount?, in owner: Organization) async throws
    {
        let message = OpaqueID(subject.message)
        let number = Int(subject.recipient)
        let copy = try await owner.copy(message: message, recipient: number)
        var hit = hit
        hit.sentAt = copy?.sentAt?.microseconds
        let verdict = rules.classify(hit)
        let opened = MessageOpened(
            hitClass: count == nil ? verdict.hitClass.rawValue : HitClass.unknown.rawValue,
            saysRead: count == nil && verdict.hitClass.saysRead,
            rule: count == nil ? verdict.rule : "flood",
            ruleSet: verdict.ruleSetVersion,
            confidence: verdict.confidence.rawValue,
            agent: verdict.agentFamily.rawValue,
            hits: count?.count ?? 1,
            lastAt: count?.lastAt
        )
        let fact = MailFact(
            .messageOpened(opened),
            document: copy?.document,
            message: message,
            recipient: number,
            occurredAt: Timestamp(microseconds: hit.at)
        )
        _ = try await owner.append([fact])
    }
}

extension Organization {
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
