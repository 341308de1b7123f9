import DocumentTimeline
import EmailHistory
import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine

extension Organization {
    /// Checks, renders, freezes and queues a message; durable on return.
    ///
    /// - Parameters:
    ///   - request: What the caller asks for.
    ///   - idempotency: The caller's key and the bytes of the request, so that a repeat gets the first answer again.
    ///   - actor: Who asks.
    /// - Returns: The queued message.
    /// - Throws: ``PostofficeError``.
    package func submit(
        _ request: MessageRequest,
        idempotency: CallersKey? = nil,
        actor: OpaqueID?
    ) async throws -> SubmittedMessage {
        try requireWritable()
        let key = idempotency.map { $0.ledgerKey("POST /v1/messages", index: archive.index) }
        if let key, let earlier = try await earlierOutcome(of: key) { return try await submitted(earlier) }
        return try await submit(request, origin: MessageOrigin(), key: key, actor: actor)
    }

    /// Queues a message that is known not to be a repeat; durable on return.
    func submit(
        _ request: MessageRequest,
        origin: MessageOrigin,
        key: IdempotencyKey?,
        actor: OpaqueID?
    ) async throws -> SubmittedMessage {
        try await submitted(try await queue(request, origin: origin, key: key, actor: actor))
    }

    /// Fills in, checks, renders, freezes and queues a message: all of it is stored, or nothing.
    func queue(
        _ request: MessageRequest,
        origin: MessageOrigin,
        key: IdempotencyKey?,
        actor: OpaqueID?
    ) async throws -> AppendOutcome {
        guard request.basis != nil else {
            return try await append(try await prepare(request, origin: origin, actor: actor).facts, idempotency: key)
        }
        // What a basis lets begin anew is not erased meanwhile.
        return try await erasureTurn.run {
            let view = try self.requireViews().privacy
            _ = await view.wait(until: try await self.ledger.head().size, timeout: .seconds(10))
            let prepared = try await self.prepare(request, origin: origin, actor: actor)
            let outcome = try await self.append(prepared.facts, idempotency: key, lives: prepared.lives)
            if !prepared.lives.isEmpty {
                _ = await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
            }
            return outcome
        }
    }

    /// Fills in, checks, renders and freezes a message.
    ///
    /// - Returns: What to append for it, the queued message last; and the new lives of erased persons that this begins.
    private func prepare(
        _ request: MessageRequest,
        origin: MessageOrigin,
        actor: OpaqueID?
    ) async throws -> (facts: [MailFact], lives: [OpaqueID: Int]) {
        let (documentID, document, news) = try await resolve(request.document)
        var message = try CheckedMessage(
            try await fill(request, about: document, origin: origin),
            defaultMethod: try await methods.defaultMethod(),
            limits: settings.limits
        )
        try await requireNobodySuppressed(in: message)
        let readmissions = try await readmissions(for: message, request.basis)
        message.tracking = try await trackingPlan(for: message, request, about: document)
        let handover = try await sender(for: message.method)
        let now = Timestamp.now()
        let lives = Dictionary(readmissions.map { ($0.person, $0.life) }) { first, _ in first }
        let postmaster = postmaster.with(lives: lives)
        return try await translatingErrors {
            let queued = try await postmaster.freeze(
                message,
                id: .timeOrdered(at: now),
                document: documentID,
                handover: handover,
                origin: origin,
                at: now,
                actor: actor
            )
            let registered = news.map { document in
                MailFact(
                    .documentRegistered(DocumentRegistered(document: document)),
                    document: documentID,
                    occurredAt: now,
                    actor: actor
                )
            }
            let readmitted = readmissions.map { MailFact(.subjectReadmitted($0.fact), occurredAt: now, actor: actor) }
            return (readmitted + [registered, queued].compactMap(\.self), lives)
        }
    }

    /// The history of messages, newest first.
    package func messages(_ filter: HistoryFilter, cursor: String?, limit: Int) async throws -> HistoryPage {
        try await translatingErrors {
            try await requireViews().history.read { db in
                try EmailHistory.page(filter, cursor: cursor, limit: limit, in: db)
            }
        }
    }

    /// One message of the history; one that was queued a moment ago is waited for.
    package func message(_ id: OpaqueID) async throws -> HistoryItem {
        let history = try requireViews().history
        if let known = try await history.read({ db in try EmailHistory.message(id, in: db) }) { return known }
        guard
            await history.wait(until: try await ledger.head().size, timeout: .seconds(5)),
            let found = try await history.read({ db in try EmailHistory.message(id, in: db) })
        else { throw PostofficeError.notFound("message") }
        return found
    }

    /// The frozen mail of a recipient's copy, to the last byte.
    package func content(of id: OpaqueID, recipient number: Int) async throws -> [UInt8] {
        let message = try await message(id)
        guard let queued = try await queuedMessage(at: message.position).recipients[String(number)] else {
            throw PostofficeError.notFound("recipient")
        }
        guard let address = queued.address else { throw PostofficeError.erased }
        return try await translatingErrors {
            try await postmaster.frozenMail(content: ContentName(text: queued.content), address: address)
        }
    }

    /// What `message.queued` at a position says.
    func queuedMessage(at position: Int64) async throws -> MessageQueued {
        let events = try await archive.open(try await ledger.events(from: position, limit: 1))
        guard case .messageQueued(let queued) = events.first?.event else { throw PostofficeError.notFound("message") }
        return queued
    }

    /// The answer to a submission, made from what the ledger holds, so that a repeat gets exactly the same.
    func submitted(_ outcome: AppendOutcome) async throws -> SubmittedMessage {
        let stored = try await ledger.events(
            from: outcome.positions.lowerBound,
            limit: Int(outcome.positions.upperBound - outcome.positions.lowerBound + 1)
        )
        let events = try await archive.open(stored)
        guard
            let last = events.last, case .messageQueued(let queued) = last.event, let id = last.header.message
        else { throw PostofficeError.unavailable("the queued message cannot be read back") }
        let document = try await callersDocumentID(last.header.document, among: events)
        return SubmittedMessage(
            id: id,
            documentID: document,
            status: .inTransit,
            sendAt: queued.sendAt.map(Timestamp.init(microseconds:)),
            resendOf: queued.resendOf.flatMap { OpaqueID($0) },
            position: last.position,
            recipients: queued.numberedRecipients.map { number, recipient in
                SubmittedMessage.Recipient(
                    number: number,
                    role: recipient.role,
                    address: recipient.address,
                    status: .inTransit
                )
            },
            advice: queued.advice ?? [],
            isRepeat: outcome.isRepeat
        )
    }

    private func callersDocumentID(_ id: OpaqueID?, among events: [RecordedMailEvent]) async throws -> String? {
        for event in events {
            if case .documentRegistered(let registered) = event.event { return registered.document?.id }
        }
        guard let id else { return nil }
        return try await knownDocument(id)?.id
    }

    func earlierOutcome(of key: IdempotencyKey) async throws -> AppendOutcome? {
        try await translatingErrors { try await ledger.outcome(of: key) }
    }
}

/// Where a message comes from, if not from a request of its own.
struct MessageOrigin: Sendable {
    /// The batch it belongs to.
    var batch: OpaqueID?
    /// Its place in that batch, from 0.
    var batchIndex: Int?
    /// The message that it sends again.
    var resendOf: OpaqueID?
    /// What it is for; nil for a mailing to the customer.
    var purpose: MessagePurpose?
}

/// A caller's idempotency key together with the request it stands for.
package struct CallersKey: Sendable {
    /// The key as given.
    package let key: String
    /// The bytes of the request.
    package let request: [UInt8]

    /// Takes a key over.
    package init(key: String, request: [UInt8]) {
        self.key = key
        self.request = request
    }

    /// The key as the ledger keeps it: hashed with the organization's own key, apart for each call.
    func ledgerKey(_ call: String, index: IndexKey) -> IdempotencyKey {
        IdempotencyKey(
            scope: .api,
            digest: index.digest("idempotency \(call)", Array(key.utf8)),
            request: index.digest("request \(call)", request)
        )
    }
}
