import Ledger
import Mail
import MailLedger
import Outbox

/// Writes what happens to copies into the ledger, each step of each attempt once.
struct CopyRecorder: Sendable {
    /// A step that can be written once for each attempt; the name is part of the key, so it never changes.
    enum Step: String, Sendable {
        /// That an attempt begins, or that the copy was withdrawn in its place.
        case attempt
        case outcome
    }

    let ledger: any LedgerAppending
    let archive: MailArchive
    let clock: any DispatchClock

    /// Appends what an attempt's step came to.
    ///
    /// - Returns: Where it stands; for a step that was written before, where that stands.
    func record(
        _ events: [MailEvent],
        of copy: PendingCopy,
        attempt: Int,
        as step: Step,
        actor: OpaqueID? = nil
    ) async throws(RecordingError) -> AppendOutcome {
        let person = copy.address.map { archive.person(address: $0) }
        let now = clock.now()
        let facts = events.map { event in
            MailFact(
                event,
                document: copy.document,
                message: copy.message,
                recipient: copy.recipient,
                person: person,
                attempt: attempt,
                occurredAt: now,
                actor: actor ?? archive.index.id("actor", "dispatcher")
            )
        }
        let request = AppendRequest(try await seal(facts), idempotency: key(copy, attempt, step))
        do {
            return try await ledger.append(request)
        } catch {
            throw RecordingError(error)
        }
    }

    /// Appends like ``record(_:of:attempt:as:)``, and waits where the ledger is overloaded: an outcome must not be lost.
    func insist(
        _ events: [MailEvent],
        of copy: PendingCopy,
        attempt: Int,
        as step: Step
    ) async throws(RecordingError) -> AppendOutcome {
        for _ in 1..<60 {
            do {
                return try await record(events, of: copy, attempt: attempt, as: step)
            } catch .overloaded {
                await clock.sleep(until: clock.now().adding(seconds: 1))
            }
        }
        return try await record(events, of: copy, attempt: attempt, as: step)
    }

    /// The facts sealed; without their words where there is no key to seal them with any more, as after an erasure.
    private func seal(_ facts: [MailFact]) async throws(RecordingError) -> [NewEvent] {
        if let sealed = try? await archive.seal(facts) { return sealed }
        let wordless = facts.map { fact in
            var fact = fact
            (fact.event, fact.person) = (fact.event.withoutWords, nil)
            return fact
        }
        do {
            return try await archive.seal(wordless)
        } catch {
            throw .refused(reason: "the event could not be sealed")
        }
    }

    /// What makes a step of an attempt recognisable.
    ///
    /// The second hash covers the same: whatever somebody else recorded for this step, it is taken as the answer.
    private func key(_ copy: PendingCopy, _ attempt: Int, _ step: Step) -> IdempotencyKey {
        let numbers = [copy.recipient, attempt].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        let name = copy.message.bytes + numbers
        return IdempotencyKey(
            scope: .evidence,
            digest: archive.index.digest("dispatch \(step.rawValue)", name),
            request: archive.index.digest("dispatch \(step.rawValue) request", name)
        )
    }
}

/// Why a step could not be recorded.
enum RecordingError: Error, Hashable {
    /// The ledger takes no more appends.
    case ledgerStopped(reason: String)
    /// Too much is waiting already.
    case overloaded
    /// This step will not be taken.
    case refused(reason: String)

    init(_ error: AppendError) {
        switch error {
        case .readOnly(let reason): self = .ledgerStopped(reason: "the ledger is open for reading only: \(reason)")
        case .storage(let reason): self = .ledgerStopped(reason: "the ledger's store failed: \(reason)")
        case .closed: self = .ledgerStopped(reason: "the ledger was closed")
        case .overloaded: self = .overloaded
        case .conflict: self = .refused(reason: "an expectation did not hold")
        case .keyReused, .nothingKept: self = .refused(reason: "the step's key was used for something else")
        case .refused(let reason): self = .refused(reason: reason)
        }
    }
}

extension MailEvent {
    /// The same without the words that only the recipient's key may seal.
    fileprivate var withoutWords: Self {
        func bare(_ report: SendReport) -> SendReport {
            var report = report
            (report.text, report.failure) = (nil, nil)
            return report
        }
        switch self {
        case .messageSent(let report): return .messageSent(bare(report))
        case .messageDeferred(let report): return .messageDeferred(bare(report))
        case .messageRejected(let report): return .messageRejected(bare(report))
        case .messageUncertain(let report): return .messageUncertain(bare(report))
        case .messageDelivered(var report):
            report.text = nil
            return .messageDelivered(report)
        default: return self
        }
    }
}
