import EmailHistory
import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine
import Suppressions

/// Follows the ledger, and suppresses the addresses that authenticated evidence speaks against.
///
/// What is still to be answered stands in the view, so nothing is missed while the service is down; each piece of evidence
/// is answered at most once, by an idempotency key made of its position.
struct SuppressionDesk: Sendable {
    let organization: Organization
    let views: OrganizationViews

    /// Answers evidence as it comes, until the task is cancelled or the ledger is closed.
    func run() async {
        var done: Int64 = -1
        for await size in organization.ledger.sizes() {
            var pause = Duration.seconds(1)
            while !Task.isCancelled {
                do {
                    _ = await views.suppressions.wait(until: size, timeout: .seconds(60))
                    done = try await answer(after: done)
                    break
                } catch {
                    guard !Task.isCancelled else { return }
                    organization.logger.error(
                        "an address could not be suppressed",
                        metadata: ["error": "\(type(of: error))", "pause": "\(pause)"]
                    )
                }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    /// Answers all evidence behind a position.
    ///
    /// - Returns: The position of the last evidence that was answered or needs no answer.
    func answer(after position: Int64) async throws -> Int64 {
        var done = position
        while true {
            let from = done
            let waiting = try await views.suppressions.read { db in
                try Suppressions.unanswered(after: from, limit: 100, in: db)
            }
            guard !waiting.isEmpty else { return done }
            for evidence in waiting {
                try await answer(evidence)
                done = evidence.position
            }
        }
    }

    private func answer(_ evidence: SuppressingEvidence) async throws {
        let copy = try await organization.copy(message: evidence.message, recipient: evidence.recipient)
        guard let address = copy?.address else { return }
        let index = organization.archive.index
        let person = index.personID(address: address)
        let known = try await views.suppressions.read { db in try Suppressions.one(person, in: db) }
        guard known.map({ $0.isOverruled(by: evidence) }) ?? true else { return }
        let suppressed = RecipientSuppressed(
            address: address,
            reason: evidence.reason,
            because: evidence.position,
            person: person.description
        )
        let name = Array("\(evidence.position)".utf8)
        let key = IdempotencyKey(
            scope: .evidence,
            digest: index.digest("suppression", name),
            request: index.digest("suppression request", name)
        )
        do {
            let outcome = try await organization.append(
                [MailFact(.recipientSuppressed(suppressed), occurredAt: .now())],
                idempotency: key
            )
            // The next evidence may be about the same address.
            _ = await views.suppressions.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
        } catch PostofficeError.erased {
            // Whoever was erased is not written down again.
        }
    }
}

extension Suppression {
    /// Whether evidence calls for a new decision: after a release only newer evidence, else only a weightier reason.
    fileprivate func isOverruled(by evidence: SuppressingEvidence) -> Bool {
        isSuppressed ? evidence.reason == .complaint && reason != .complaint : isOlder(than: evidence.at)
    }
}
