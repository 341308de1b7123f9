import Batches
import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import ProjectionEngine

/// A page of a list about batches.
package struct BatchPage<Item: Hashable & Sendable>: Hashable, Sendable {
    /// What is on it.
    package let items: [Item]
    /// The cursor of the next page; nil at the end.
    package let next: String?

    /// Takes one more than a page holds, to see whether there is a next one.
    init(_ found: [Item], limit: Int, list: Character, position: (Item) -> Int64) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? PageCursor(list: list, position: position(found[limit - 1])).text : nil
    }
}

/// One document of a batch, and what became of it.
package struct BatchOutcome: Hashable, Sendable {
    /// Its place in the batch, from 0.
    package let index: Int
    /// The caller's own id of the document; nil where the item names none.
    package let documentID: String?
    /// What became of it; nil where nothing did yet.
    package let state: BatchItemState?
    /// Its message, where it became one.
    package let message: OpaqueID?
    /// Why, where it did not go as asked.
    package let reason: String?
}

extension Organization {
    /// Begins to take a batch in.
    package func makeBatch(defaults: MessageRequest?) async throws -> BatchWriter {
        try requireWritable()
        return try await translatingErrors {
            let subject = KeySubject.organization(ledger.id)
            guard let key = try await keys.makeKeys(for: [subject])[subject] else {
                throw PostofficeError.unavailable("the key file")
            }
            return BatchWriter(content: content, key: key, defaults: defaults ?? MessageRequest())
        }
    }

    /// Takes a batch whose messages are all in the writer; durable on return, and worked on from then on.
    ///
    /// - Returns: How far it has come: for a repeat of an earlier request, how far that one has.
    /// - Throws: ``PostofficeError``; the list is then removed again.
    package func submit(
        _ writer: consuming BatchWriter,
        idempotency: CallersKey?,
        actor: OpaqueID?
    ) async throws -> BatchProgress {
        let key = idempotency.map { $0.ledgerKey("POST /v1/messages/batch", index: archive.index) }
        let content = try await translatingErrors { try await writer.finish() }
        let submitted = BatchSubmitted(batch: writer.id.description, count: writer.taken, content: content.text)
        do {
            guard writer.taken > 0 else {
                throw PostofficeError.invalid([
                    FieldProblem("documents", "name nothing to send; give ids there, or messages in items")
                ])
            }
            let outcome = try await append(
                [MailFact(.batchSubmitted(submitted), occurredAt: .now(), actor: actor)],
                idempotency: key
            )
            batchSignal.yield()
            guard outcome.isRepeat else { return try await batch(writer.id) }
            await remove(writer.list, manifest: content)
            return try await batch(at: outcome.positions.lowerBound)
        } catch {
            await remove(writer.list, manifest: content)
            throw error
        }
    }

    /// How far a batch has come.
    package func batch(_ id: OpaqueID) async throws -> BatchProgress {
        let view = try requireViews().batches
        if let known = try await view.read({ db in try Batches.progress(of: id, in: db) }) { return known }
        guard
            await view.wait(until: try await ledger.head().size, timeout: .seconds(5)),
            let known = try await view.read({ db in try Batches.progress(of: id, in: db) })
        else { throw PostofficeError.notFound("batch") }
        return known
    }

    /// The batches, newest first.
    package func batches(cursor: String?, limit: Int) async throws -> BatchPage<BatchProgress> {
        try await translatingErrors {
            let before = try cursor.map { try PageCursor(parsing: $0, list: "b").position }
            let found = try await requireViews().batches.read { db in
                try Batches.list(before: before, limit: limit + 1, in: db)
            }
            return BatchPage(found, limit: limit, list: "b", position: \.position)
        }
    }

    /// The documents of a batch in order, with what became of each.
    package func outcomes(
        of id: OpaqueID,
        state: BatchItemState?,
        cursor: String?,
        limit: Int
    ) async throws -> BatchPage<BatchOutcome> {
        let start = try await translatingErrors {
            try cursor.map { Int(try PageCursor(parsing: $0, list: "i").position) + 1 } ?? 0
        }
        let found = try await outcomes(of: try await batch(id), from: start, state: state, limit: limit + 1)
        return BatchPage(found, limit: limit, list: "i") { Int64($0.index) }
    }

    private func outcomes(
        of progress: BatchProgress,
        from start: Int,
        state: BatchItemState?,
        limit: Int
    ) async throws -> [BatchOutcome] {
        let documents = try await list(of: progress).documents
        let items = try await requireViews().batches.read { db in
            try Batches.items(of: progress.id, from: start, state: state, limit: limit, in: db)
        }
        func outcome(_ index: Int, _ item: BatchItem?) -> BatchOutcome {
            BatchOutcome(
                index: index,
                documentID: documents.indices.contains(index) ? documents[index] : nil,
                state: item?.state ?? (progress.cancelledAt == nil ? nil : .cancelled),
                message: item?.message,
                reason: item?.reason ?? (item == nil && progress.cancelledAt != nil ? "the batch was cancelled" : nil)
            )
        }
        guard state == nil else { return items.map { outcome($0.number, $0) } }
        let known = Dictionary(items.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        let end = min(progress.count, start + limit)
        return (min(start, end)..<end).map { outcome($0, known[$0]) }
    }

    /// Ends a batch: nothing more of it becomes a message, and messages that have not left are withdrawn.
    ///
    /// - Returns: How far it has come; withdrawing goes on after the return.
    package func cancelBatch(_ id: OpaqueID, actor: OpaqueID?) async throws -> BatchProgress {
        try requireWritable()
        let progress = try await batch(id)
        guard progress.cancelledAt == nil else { return progress }
        guard !progress.isComplete else {
            throw PostofficeError.tooLate("all of the batch has left, or was refused")
        }
        let cancelled = MailEvent.batchCancelled(BatchCancelled(batch: id.description))
        let digest = archive.index.digest("batch cancelled", id.bytes)
        let outcome = try await append(
            [MailFact(cancelled, occurredAt: .now(), actor: actor)],
            idempotency: IdempotencyKey(scope: .evidence, digest: digest, request: digest)
        )
        batchSignal.yield()
        _ = try await requireViews().batches.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(5))
        return try await batch(id)
    }

    /// What a batch is to send.
    func list(of progress: BatchProgress) async throws -> BatchList {
        let bytes = try await translatingErrors {
            try await postmaster.read(ContentName(text: progress.content), subject: .organization(ledger.id))
        }
        return try JSONDecoder().decode(BatchList.self, from: Data(bytes))
    }

    private func batch(at position: Int64) async throws -> BatchProgress {
        let events = try await archive.open(try await ledger.events(from: position, limit: 1))
        guard case .batchSubmitted(let submitted) = events.first?.event, let id = OpaqueID(submitted.batch) else {
            throw PostofficeError.unavailable("the batch cannot be read back")
        }
        return try await batch(id)
    }

    private func remove(_ list: BatchList, manifest: ContentName) async {
        for piece in list.pieces { try? await content.remove(ContentName(text: piece.name)) }
        try? await content.remove(manifest)
    }
}
