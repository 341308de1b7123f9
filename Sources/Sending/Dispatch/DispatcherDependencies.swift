import Ledger
import Logging
import Mail
import MailLedger
import Outbox
import ProjectionEngine

/// What a dispatcher works with; one organization's.
package struct DispatcherDependencies: Sendable {
    /// The ledger, which is followed and appended to.
    package var ledger: any LedgerAppending & LedgerReading
    /// Seals what is appended.
    package var archive: MailArchive
    /// The copies that are still to be sent; somebody else keeps the view up with the ledger.
    package var outbox: View<Outbox>
    /// The method of a kind as it is set up now; nil where it is not.
    package var method: @Sendable (MethodKind) async -> (any SendingMethod)?
    /// The frozen mail of a copy, byte for byte.
    ///
    /// It throws ``ContentStoreError`` or ``KeyStoreError`` for a mail that is missing, damaged or erased; anything else
    /// that it throws may pass, so the copy is tried again later.
    package var frozenMail: @Sendable (PendingCopy) async throws -> [UInt8]
    /// Why a copy is not to be sent after all, as where its recipient was suppressed since; nil where it may leave.
    ///
    /// The words stay in clear, so they name nobody.
    package var refusal: @Sendable (PendingCopy) async throws -> String?
    /// Which methods rest.
    package var conditions: MethodConditions
    /// Where copies wait for their turn among those of all organizations.
    package var gate: SendingGate
    /// How much a method may hand over, where that is less than the method itself says.
    package var rate: @Sendable (MethodKind) async -> SendingRate
    /// How copies are sent.
    package var policy: DispatchPolicy
    /// The time.
    package var clock: any DispatchClock
    /// Where it is told what happens; without personal data.
    package var logger: Logger

    /// Names what a dispatcher works with.
    package init(
        ledger: any LedgerAppending & LedgerReading,
        archive: MailArchive,
        outbox: View<Outbox>,
        method: @escaping @Sendable (MethodKind) async -> (any SendingMethod)?,
        frozenMail: @escaping @Sendable (PendingCopy) async throws -> [UInt8],
        refusal: @escaping @Sendable (PendingCopy) async throws -> String? = { _ in nil },
        conditions: MethodConditions = MethodConditions(),
        gate: SendingGate? = nil,
        rate: @escaping @Sendable (MethodKind) async -> SendingRate = { _ in .unlimited },
        policy: DispatchPolicy = DispatchPolicy(),
        clock: any DispatchClock = SystemDispatchClock(),
        logger: Logger
    ) {
        self.ledger = ledger
        self.archive = archive
        self.outbox = outbox
        self.method = method
        self.frozenMail = frozenMail
        self.refusal = refusal
        self.conditions = conditions
        self.gate = gate ?? SendingGate(clock: clock)
        self.rate = rate
        self.policy = policy
        self.clock = clock
        self.logger = logger
    }
}

/// How copies are sent.
package struct DispatchPolicy: Hashable, Sendable {
    /// How many copies are under way at once by each method, at most.
    package var concurrency: Int
    /// When a copy that was refused for now is tried again.
    package var retry: RetryPolicy
    /// How long a method rests that is in trouble itself.
    package var rest: RestPolicy
    /// How many seconds copies under way may take to end when the service stops; then they are cut short.
    package var shutdownPatience: Double

    /// Sets a policy; what is left out keeps its default.
    package init(
        concurrency: Int = 8,
        retry: RetryPolicy = RetryPolicy(),
        rest: RestPolicy = RestPolicy(),
        shutdownPatience: Double = 20
    ) {
        self.concurrency = max(1, concurrency)
        self.retry = retry
        self.rest = rest
        self.shutdownPatience = shutdownPatience
    }
}
