import Ledger
import Mail

/// Seals mail facts into events, and opens events into mail facts, for one ledger.
package struct MailArchive: Sendable {
    /// The ledger's id, which every seal is bound to.
    package let ledger: OpaqueID
    /// Makes opaque ids from what callers chose.
    package let index: IndexKey
    /// Which life each person is in.
    package let persons: PersonDirectory
    private let keys: any KeyStore

    /// Makes an archive over a ledger's keys.
    package init(ledger: OpaqueID, index: IndexKey, keys: any KeyStore, persons: PersonDirectory = PersonDirectory()) {
        self.ledger = ledger
        self.index = index
        self.keys = keys
        self.persons = persons
    }

    /// The archive for somebody who is about to begin a new life of some persons; this one knows nothing of it yet.
    package func with(lives: [OpaqueID: Int]) -> MailArchive {
        lives.isEmpty ? self : MailArchive(ledger: ledger, index: index, keys: keys, persons: persons.with(lives))
    }

    /// Makes an event of each fact, personal fields sealed; keys that are missing are made first, durably.
    ///
    /// Details of a month that is forgotten already are left out.
    ///
    /// - Throws: ``KeyStoreError``; ``MailArchiveError`` for a personal field that nobody's key could seal.
    package func seal(_ facts: [MailFact]) async throws -> [NewEvent] {
        let planned = facts.map { ($0, $0.personalFields(in: self)) }
        let subjects = planned.reduce(into: Set<KeySubject>()) { found, plan in
            for field in plan.1 { found.formUnion(field.subjects) }
        }
        let known = try await makeKeys(for: subjects)
        return try planned.map { fact, fields in try seal(fact, fields, with: known) }
    }

    /// Keys of all the subjects, but for months that are forgotten.
    private func makeKeys(for subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        var wanted = subjects
        while !wanted.isEmpty {
            do throws(KeyStoreError) {
                return try await keys.makeKeys(for: wanted)
            } catch .erased(let subject) where subject.evidenceMonth != nil {
                wanted.remove(subject)
            }
        }
        return [:]
    }

    private func seal(
        _ fact: MailFact,
        _ fields: [PersonalField],
        with known: [KeySubject: SubjectKey]
    ) throws -> NewEvent {
        let id = OpaqueID.timeOrdered(at: fact.occurredAt)
        var data = try JSONValue(parsing: try MailJSON.encode(fact.event.payload))
        var personal: [[KeySubject]: JSONValue] = [:]
        for field in fields {
            guard let value = data.take(field.path[...]) else { continue }
            let owners = [field.subject, field.period].compactMap(\.self)
            if owners.contains(where: { $0.evidenceMonth != nil && known[$0] == nil }) { continue }
            personal[owners, default: .object([:])].put(value, at: field.path[...])
        }
        let sealed = try personal.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { owners, value in
            let found = try owners.map { owner in
                guard let key = known[owner] else { throw MailArchiveError.noKey(owner) }
                return key
            }
            let context = SealingContext(ledger: ledger, event: id)
            return try Sealer.seal(value.bytes, with: found[0], and: found.dropFirst().first, context: context)
        }
        if fields.isEmpty, Self.mayHoldWords(fact) { throw MailArchiveError.noPerson(fact.event.type) }
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
        let known = try await keys.ring(for: bodies.flatMap(\.sealed))
        return try zip(events, bodies).map { event, body in
            let context = SealingContext(ledger: ledger, event: event.header.id)
            return try Self.open(event, body) { try Sealer.open($0, with: known, context: context) }
        }
    }

    /// Opens an event with the secrets of its parts, for somebody who has no key store.
    ///
    /// - Parameters:
    ///   - event: The event as stored.
    ///   - ledger: The ledger's id.
    ///   - secrets: The secrets of its parts; a part whose secret is missing is left out.
    /// - Returns: The event, opened as far as the secrets allow.
    /// - Throws: ``SealingError``, or ``MailArchiveError`` for a body that is no JSON of our shape.
    package static func open(
        _ event: RecordedEvent,
        ledger: OpaqueID,
        with secrets: [PartSecret]
    ) throws -> RecordedMailEvent {
        let known = Dictionary(secrets.map { ($0.commitment, $0) }, uniquingKeysWith: { first, _ in first })
        let context = SealingContext(ledger: ledger, event: event.header.id)
        return try open(event, try body(of: event)) { part in
            guard let secret = part.commitment.flatMap({ known[$0] }) else { return nil }
            return try Sealer.open(part, with: secret, context: context)
        }
    }

    /// What opens the parts of some events and nothing else, for each of them.
    ///
    /// Of parts whose key is gone there is none, nor of those that were sealed before parts had secrets of their own.
    ///
    /// - Throws: ``KeyStoreError``, or ``MailArchiveError`` for a body that is no JSON of our shape.
    package func secrets(of events: [RecordedEvent]) async throws -> [[PartSecret]] {
        let bodies = try events.map(Self.body(of:))
        let known = try await keys.ring(for: bodies.flatMap(\.sealed))
        return zip(events, bodies).map { event, body in
            let context = SealingContext(ledger: ledger, event: event.header.id)
            return body.sealed.compactMap { Sealer.secret(of: $0, with: known, context: context) }
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
