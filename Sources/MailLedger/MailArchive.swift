import Ledger
import Mail

/// Seals mail facts into events, and opens events into mail facts, for one ledger.
package struct MailArchive: Sendable {
    /// The ledger's id, which every seal is bound to.
    package let ledger: OpaqueID
    /// Makes opaque ids from what callers chose.
    package let index: IndexKey
    private let keys: any KeyStore

    /// Makes an archive over a ledger's keys.
    package init(ledger: OpaqueID, index: IndexKey, keys: any KeyStore) {
        self.ledger = ledger
        self.index = index
        self.keys = keys
    }

    /// Makes an event of each fact, personal fields sealed; keys that are missing are made first, durably.
    ///
    /// - Throws: ``KeyStoreError``; ``MailArchiveError`` for a personal field that nobody's key could seal.
    package func seal(_ facts: [MailFact]) async throws -> [NewEvent] {
        let planned = facts.map { ($0, $0.personalFields(ledger: ledger, index: index)) }
        let subjects = Set(planned.flatMap { $0.1.map(\.subject) })
        let known = subjects.isEmpty ? [:] : try await keys.makeKeys(for: subjects)
        return try planned.map { fact, fields in try seal(fact, fields, with: known) }
    }

    private func seal(
        _ fact: MailFact,
        _ fields: [PersonalField],
        with known: [KeySubject: SubjectKey]
    ) throws -> NewEvent {
        let id = OpaqueID.timeOrdered(at: fact.occurredAt)
        var data = try JSONValue(parsing: try MailJSON.encode(fact.event.payload))
        var personal: [KeySubject: JSONValue] = [:]
        for field in fields {
            guard let value = data.take(field.path[...]) else { continue }
            personal[field.subject, default: .object([:])].put(value, at: field.path[...])
        }
        let sealed = try personal.sorted { $0.key < $1.key }.map { subject, value in
            guard let key = known[subject] else { throw MailArchiveError.noKey(subject) }
            return try Sealer.seal(value.bytes, with: key, context: SealingContext(ledger: ledger, event: id))
        }
        if sealed.isEmpty, Self.mayHoldWords(fact) { throw MailArchiveError.noPerson(fact.event.type) }
        return NewEvent(
            id: id,
            type: fact.event.type,
            document: fact.document,
            message: fact.message,
            recipient: fact.recipient,
            attempt: fact.attempt,
            occurredAt: fact.occurredAt,
            actor: fact.actor,
            body: EventBody(data: data, sealed: sealed).bytes
        )
    }

    /// Whether a fact that nothing was sealed of holds somebody's words all the same.
    private static func mayHoldWords(_ fact: MailFact) -> Bool {
        switch fact.event {
        case .messageSent(let report), .messageDeferred(let report), .messageRejected(let report),
            .messageUncertain(let report):
            report.text != nil || report.failure != nil
        case .messageDelayed(let report), .messageRelayed(let report), .messageDelivered(let report),
            .messageBounced(let report), .messageRead(let report), .messageAnswered(let report),
            .messageComplained(let report):
            report.text != nil
        case .documentRegistered(let registered): registered.document != nil
        case .messageQueued: true
        default: false
        }
    }

    /// Opens events.
    ///
    /// A sealed part whose key is gone is left out; one that was damaged is an error.
    ///
    /// - Throws: ``KeyStoreError``, ``SealingError``, or ``MailArchiveError`` for a body that is no JSON of our shape.
    package func open(_ events: [RecordedEvent]) async throws -> [RecordedMailEvent] {
        let bodies = try events.map(Self.body(of:))
        let subjects = Set(bodies.flatMap { $0.sealed.map { KeySubject(text: $0.subject) } })
        let known = subjects.isEmpty ? [:] : try await keys.keys(of: subjects)
        return try zip(events, bodies).map { event, body in
            try Self.open(event, body) { part in
                guard let key = known[KeySubject(text: part.subject)], key.id.description == part.key else { return nil }
                return try Sealer.open(
                    part,
                    with: key,
                    context: SealingContext(ledger: ledger, event: event.header.id)
                )
            }
        }
    }

    /// Opens an event with the secrets of its parts, for somebody who has no key store.
    ///
    /// - Parameters:
    ///   - event: The event as stored.
    ///   - ledger: The ledger's id.
    ///   - secrets: The secrets, by the part's subject; a part whose secret is missing is left out.
    /// - Returns: The event, opened as far as the secrets allow.
    /// - Throws: ``SealingError``, or ``MailArchiveError`` for a body that is no JSON of our shape.
    package static func open(
        _ event: RecordedEvent,
        ledger: OpaqueID,
        with secrets: [KeySubject: PartSecret]
    ) throws -> RecordedMailEvent {
        try open(event, try body(of: event)) { part in
            try secrets[KeySubject(text: part.subject)].map { secret in
                let context = SealingContext(ledger: ledger, event: event.header.id)
                return try Sealer.open(part, with: secret, context: context)
            }
        }
    }

    /// What opens the parts of some events and nothing else, for each of them by the part's subject.
    ///
    /// Of parts whose key is gone there is none, nor of those that were sealed before parts had secrets of their own.
    ///
    /// - Throws: ``KeyStoreError``, or ``MailArchiveError`` for a body that is no JSON of our shape.
    package func secrets(of events: [RecordedEvent]) async throws -> [[KeySubject: PartSecret]] {
        let bodies = try events.map(Self.body(of:))
        let subjects = Set(bodies.flatMap { $0.sealed.map { KeySubject(text: $0.subject) } })
        let known = subjects.isEmpty ? [:] : try await keys.keys(of: subjects)
        return try zip(events, bodies).map { event, body in
            var secrets: [KeySubject: PartSecret] = [:]
            for part in body.sealed where part.commitment != nil {
                let subject = KeySubject(text: part.subject)
                guard let key = known[subject], key.id.description == part.key else { continue }
                let context = SealingContext(ledger: ledger, event: event.header.id)
                secrets[subject] = try Sealer.secret(of: part, with: key, context: context)
            }
            return secrets
        }
    }

    private static func open(
        _ event: RecordedEvent,
        _ body: EventBody,
        part: (SealedPart) throws -> [UInt8]?
    ) throws -> RecordedMailEvent {
        var data = body.data
        for sealed in body.sealed {
            guard let bytes = try part(sealed) else { continue }
            data.merge(try JSONValue(parsing: bytes))
        }
        return RecordedMailEvent(
            header: event.header,
            event: try MailEvent(type: event.header.type, schema: event.header.schema, data: data),
            data: data
        )
    }

    /// The sealed parts of an event's body, as they are stored.
    ///
    /// - Throws: ``MailArchiveError/malformedBody(position:)``.
    package static func sealedParts(of event: RecordedEvent) throws(MailArchiveError) -> [SealedPart] {
        try body(of: event).sealed
    }

    private static func body(of event: RecordedEvent) throws(MailArchiveError) -> EventBody {
        guard let body = EventBody(parsing: event.body) else { throw .malformedBody(position: event.header.position) }
        return body
    }
}

/// Why a fact could not be sealed, or an event not be opened.
package enum MailArchiveError: Error, Hashable, Sendable {
    /// The key store gave no key for this subject.
    case noKey(KeySubject)
    /// The fact holds somebody's words, but does not say whose.
    case noPerson(EventType)
    /// The body at this position is not of the shape that this program writes.
    case malformedBody(position: Int64)
}
