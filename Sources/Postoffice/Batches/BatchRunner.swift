import Batches
import Foundation
import Ledger
import Logging
import MIME
import Mail
import MailLedger
import Outbox
import ProjectionEngine

/// Makes messages of an organization's batches, a few at a time, and withdraws those of cancelled ones.
///
/// It remembers nothing: which documents have come to something is in the ledger, under a key for each place in each batch,
/// so it can be stopped anywhere and goes on from there, and nothing is queued twice.
struct BatchRunner: Sendable {
    let organization: Organization
    let views: OrganizationViews

    /// How many documents are rendered at once; their appends share commits.
    private static let atOnce = 8
    /// How many copies may wait to leave before no more are queued, so that a single mail need not wait for a whole batch.
    private static let mostDue = 64

    /// Works until the task is cancelled.
    func run() async {
        // What an earlier run left behind comes first.
        organization.batchSignal.yield()
        for await _ in organization.batchSignals {
            while !Task.isCancelled {
                do {
                    while let batch = try await next() {
                        try Task.checkCancellation()
                        if batch.cancelledAt == nil { try await queue(batch) } else { try await withdraw(batch) }
                    }
                    break
                } catch {
                    guard !Task.isCancelled, organization.ledger.refusal == nil else { return }
                    organization.logger.warning("batch is held up", metadata: ["error": "\(type(of: error))"])
                    try? await Task.sleep(for: .seconds(5))
                }
            }
        }
    }

    /// The oldest batch of which something is to be done.
    private func next() async throws -> BatchProgress? {
        try await catchUp()
        return try await views.batches.read { db in try Batches.open(in: db).first }
    }

    private func catchUp() async throws {
        let size = try await organization.ledger.head().size
        while await !views.batches.wait(until: size, timeout: .seconds(10)) { try Task.checkCancellation() }
    }

    private func queue(_ batch: BatchProgress) async throws {
        let list = try await organization.list(of: batch)
        for piece in list.pieces {
            let settled = try await views.batches.read { db in
                try Batches.settled(of: batch.id, in: piece.numbers, db: db)
            }
            if settled.count < piece.count, try await !queue(piece, without: settled, of: batch) { return }
            try? await organization.content.remove(ContentName(text: piece.name))
        }
        try await catchUp()
    }

    /// Queues what is left of a piece; false where the batch was cancelled meanwhile.
    private func queue(
        _ piece: BatchList.Piece,
        without settled: Set<Int>,
        of batch: BatchProgress
    ) async throws -> Bool {
        var open = piece.numbers.filter { !settled.contains($0) }[...]
        guard let messages = try await messages(of: piece) else {
            for number in open {
                try await refuse(number, of: batch, "the list of the batch is missing or damaged; send it again")
            }
            return true
        }
        while !open.isEmpty {
            guard try await hasRoom(for: batch) else { return false }
            let group = open.prefix(Self.atOnce)
            open = open.dropFirst(Self.atOnce)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in group {
                    tasks.addTask { try await queue(messages[number - piece.first], number, of: batch) }
                }
                try await tasks.waitForAll()
            }
        }
        return true
    }

    private func messages(of piece: BatchList.Piece) async throws -> [MessageRequest]? {
        do {
            let bytes = try await organization.postmaster.read(
                ContentName(text: piece.name),
                subject: .organization(organization.ledger.id)
            )
            let messages = try BatchList.messages(inPiece: bytes)
            return messages.count == piece.count ? messages : nil
        } catch ContentStoreError.missing, ContentStoreError.damaged {
            return nil
        }
    }

    /// Waits until few enough copies wait to leave; false where the batch was cancelled before.
    private func hasRoom(for batch: BatchProgress) async throws -> Bool {
        var pause = Duration.milliseconds(10)
        while true {
            try Task.checkCancellation()
            let isCancelled = try await views.batches.read { db in try Batches.isCancelled(batch.id, in: db) }
            guard !isCancelled else { return false }
            let due = try await views.outbox.read { db in
                try Outbox.dueCount(at: .now(), most: Self.mostDue, in: db)
            }
            guard due >= Self.mostDue else { return true }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    private func queue(_ request: MessageRequest, _ number: Int, of batch: BatchProgress) async throws {
        let origin = MessageOrigin(batch: batch.id, batchIndex: number)
        do {
            let key = key(number, of: batch)
            _ = try await organization.queue(request, origin: origin, key: key, actor: batch.actor)
        } catch {
            guard !Task.isCancelled, let reason = Self.refusal(error) else { throw error }
            try await refuse(number, of: batch, reason)
        }
    }

    private func refuse(_ number: Int, of batch: BatchProgress, _ reason: String) async throws {
        let refused = BatchItemRefused(batch: batch.id.description, index: number, reason: reason)
        let fact = MailFact(.batchItemRefused(refused), occurredAt: .now(), actor: batch.actor)
        _ = try await organization.append([fact], idempotency: key(number, of: batch))
    }

    /// Why a document cannot become a message, however often it is tried; nil where it may go better later.
    private static func refusal(_ error: any Error) -> String? {
        switch error {
        case PostofficeError.invalid(let problems):
            problems.map { "\($0.field) \($0.problem)" }.joined(separator: "; ")
        case PostofficeError.notFound(let what): "there is no such \(what)"
        case PostofficeError.tooLarge(let what), PostofficeError.exists(let what), PostofficeError.tooLate(let what):
            what
        case PostofficeError.erased: "somebody this is about was erased"
        case let error as MIMEComposeError: "no mail can be made of it: \(error)"
        default: nil
        }
    }

    /// The key under which the ledger takes one outcome of a document: its message, or its refusal.
    private func key(_ number: Int, of batch: BatchProgress) -> IdempotencyKey {
        let name = batch.id.bytes + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        let index = organization.archive.index
        return IdempotencyKey(
            scope: .evidence,
            digest: index.digest("batch item", name),
            request: index.digest("batch item request", name)
        )
    }

    /// Withdraws what has not left of a cancelled batch; a copy under way at that moment is looked at again.
    private func withdraw(_ batch: BatchProgress) async throws {
        if let list = try? await organization.list(of: batch) {
            for piece in list.pieces { try? await organization.content.remove(ContentName(text: piece.name)) }
        }
        var start = 0
        while true {
            let from = start
            let items = try await views.batches.read { db in
                try Batches.items(of: batch.id, from: from, state: .queued, limit: 100, in: db)
            }
            guard let last = items.last else { break }
            start = last.number + 1
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (index, item) in items.enumerated() {
                    if index >= Self.atOnce { try await tasks.next() }
                    tasks.addTask { try await withdraw(item) }
                }
                try await tasks.waitForAll()
            }
        }
        try await Task.sleep(for: .milliseconds(200))
    }

    private func withdraw(_ item: BatchItem) async throws {
        guard let message = item.message else { return }
        let numbers = try await views.outbox.read { db in try Outbox.copies(of: message, in: db) }.map(\.recipient)
        guard !numbers.isEmpty else { return }
        _ = try await organization.withdraw(
            numbers,
            of: message,
            reason: "the batch was cancelled",
            actor: nil
        )
    }
}
