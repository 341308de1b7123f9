import Ledger
import Logging
import Mail
import Outbox

/// Makes one attempt at one copy, and sees to it that the ledger knows of it before the network does.
struct CopyWorker: Sendable {
    /// How an attempt ended, as far as the dispatcher needs it.
    enum Ending: Hashable, Sendable {
        /// All is in the ledger; a view that holds this many events knows of it.
        case recorded(size: Int64)
        /// Nothing was begun; the copy may be taken up again at this moment.
        case postponed(until: Timestamp)
        /// The outcome could not be recorded: the copy is left alone until the service starts again.
        case unrecorded
        /// The ledger takes no more appends.
        case ledgerStopped(reason: String)
    }

    let dependencies: DispatcherDependencies
    let recorder: CopyRecorder

    init(_ dependencies: DispatcherDependencies) {
        self.dependencies = dependencies
        recorder = CopyRecorder(
            ledger: dependencies.ledger,
            archive: dependencies.archive,
            clock: dependencies.clock
        )
    }

    /// Tries a copy that is due.
    func attempt(_ copy: PendingCopy) async -> Ending {
        let attempt = copy.attempt + 1
        let attempted = MailEvent.messageAttempted(MessageAttempted(method: copy.method))
        let preparation = CopyPreparation(dependencies: dependencies)
        do {
            switch await preparation.prepare(copy, attempt: attempt) {
            case .interrupted:
                return postponed()
            case .withdrawn(let reason):
                let cancelled = MailEvent.messageCancelled(MessageCancelled(reason: reason))
                return .recorded(try await recorder.record([cancelled], of: copy, attempt: attempt, as: .attempt))
            case .unsendable(let result):
                // No network, so no doubt can arise between the two: one append.
                let events = [attempted] + outcome(result, of: copy, attempt: attempt)
                return .recorded(try await recorder.record(events, of: copy, attempt: attempt, as: .attempt))
            case .ready(let outgoing, let method):
                let begun = try await recorder.record([attempted], of: copy, attempt: attempt, as: .attempt)
                // Somebody else holds this attempt, or withdrew the copy; it may have left already.
                guard !begun.isRepeat else { return .recorded(begun) }
                let result = await method.send(outgoing)
                if !result.pauses { dependencies.conditions.worked(copy.method, now: dependencies.clock.now()) }
                return await conclude(outcome(result, of: copy, attempt: attempt), of: copy, attempt: attempt)
            }
        } catch {
            return ending(error, copy)
        }
    }

    /// Records that an attempt was cut off by the end of an earlier run of the service.
    func giveUpInterrupted(_ copy: PendingCopy) async -> Ending {
        let report = copy.report(at: "interrupted", "the service stopped during the attempt")
        note(.warning, "copy uncertain", copy, attempt: copy.attempt, report)
        return await conclude([.messageUncertain(report)], of: copy, attempt: copy.attempt)
    }

    private func conclude(_ events: [MailEvent], of copy: PendingCopy, attempt: Int) async -> Ending {
        do {
            let outcome = try await recorder.insist(events, of: copy, attempt: attempt, as: .outcome)
            if outcome.isRepeat {
                // Somebody settled this attempt meanwhile; the first word stands.
                dependencies.logger.warning("outcome was settled before", metadata: metadata(copy, attempt: attempt))
            }
            return .recorded(outcome)
        } catch .ledgerStopped(let reason) {
            return .ledgerStopped(reason: reason)
        } catch {
            dependencies.logger.error("outcome of a copy not recorded", metadata: metadata(copy, attempt: attempt))
            return .unrecorded
        }
    }

    private func outcome(_ result: SendResult, of copy: PendingCopy, attempt: Int) -> [MailEvent] {
        switch result {
        case .sent(let report, let delivered):
            note(.info, "copy sent", copy, attempt: attempt, report)
            return [.messageSent(report)] + (delivered.map { [.messageDelivered($0)] } ?? [])
        case .rejected(var report):
            report.failureClass = report.failureClass ?? .blocked
            note(.notice, "copy rejected", copy, attempt: attempt, report)
            return [.messageRejected(report)]
        case .uncertain(let report):
            note(.warning, "copy uncertain", copy, attempt: attempt, report)
            return [.messageUncertain(report)]
        case .deferred(let report, pauses: true):
            return [rest(report, of: copy, attempt: attempt)]
        case .deferred(let report, pauses: false):
            return [deferral(report, of: copy, attempt: attempt)]
        }
    }

    /// What is written where the method rests: the copy waits with it, and nothing is counted against it.
    private func rest(_ report: SendReport, of copy: PendingCopy, attempt: Int) -> MailEvent {
        var report = report
        let until = dependencies.conditions.rest(
            copy.method,
            after: report,
            policy: dependencies.policy.rest,
            now: dependencies.clock.now()
        )
        (report.nextAttemptAt, report.methodRests) = (until.microseconds, true)
        note(.warning, "method rests", copy, attempt: attempt, report)
        return .messageDeferred(report)
    }

    private func deferral(_ report: SendReport, of copy: PendingCopy, attempt: Int) -> MailEvent {
        var report = report
        let (policy, now) = (dependencies.policy, dependencies.clock.now())
        let refusals = copy.refusals + 1
        let usual = policy.retry.next(after: refusals, of: CopyID(copy), now: now, queuedAt: copy.queuedAt)
        let asked = report.nextAttemptAt.map { policy.rest.bounded(Timestamp(microseconds: $0), now: now) }
        guard let usual else {
            report.nextAttemptAt = nil
            report.failureClass = .soft
            let words = "given up after \(refusals) attempts"
            report.failure = report.failure.map { "\(words); the last one: \($0)" } ?? words
            note(.notice, "copy given up", copy, attempt: attempt, report)
            return .messageRejected(report)
        }
        report.nextAttemptAt = (asked ?? usual).microseconds
        note(.info, "copy deferred", copy, attempt: attempt, report)
        return .messageDeferred(report)
    }

    private func ending(_ error: RecordingError, _ copy: PendingCopy) -> Ending {
        switch error {
        case .ledgerStopped(let reason): return .ledgerStopped(reason: reason)
        case .overloaded: return postponed()
        case .refused(let reason):
            var facts = metadata(copy, attempt: copy.attempt + 1)
            facts[LogKey.reason] = "\(reason)"
            dependencies.logger.error("attempt at a copy not recorded", metadata: facts)
            return postponed()
        }
    }

    private func postponed() -> Ending {
        .postponed(until: dependencies.clock.now().adding(seconds: 60))
    }

    private func note(
        _ level: Logger.Level,
        _ what: Logger.Message,
        _ copy: PendingCopy,
        attempt: Int,
        _ report: SendReport
    ) {
        var facts = metadata(copy, attempt: attempt)
        facts[LogKey.stage] = "\(report.stage)"
        facts[LogKey.code] = report.code.map { "\($0)" }
        facts[LogKey.failureClass] = report.failureClass.map { "\($0.rawValue)" }
        dependencies.logger.log(level: level, what, metadata: facts)
    }

    private func metadata(_ copy: PendingCopy, attempt: Int) -> Logger.Metadata {
        [
            LogKey.message: "\(copy.message)", LogKey.recipient: "\(copy.recipient)", LogKey.attempt: "\(attempt)",
            LogKey.method: "\(copy.method.rawValue)",
        ]
    }
}

extension SendResult {
    fileprivate var pauses: Bool {
        if case .deferred(_, pauses: true) = self { true } else { false }
    }
}

extension CopyWorker.Ending {
    fileprivate static func recorded(_ outcome: AppendOutcome) -> Self {
        .recorded(size: outcome.positions.upperBound + 1)
    }
}
