import Correspondence
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import ProjectionEngine

extension Organization {
    /// States what came back about copies, and keeps what it was read from; durable on return.
    ///
    /// First the report is kept and stated, then one event for each copy that names it. Each is stated once for good: a
    /// repeat adds nothing, in whatever order and company it comes, and a call that was cut short is completed by the next
    /// one. Where all evidence is known already, the report is not kept either.
    ///
    /// What is kept is sealed for the persons it is about and for the month: erasing any one of them, or forgetting the
    /// month's details, makes it unreadable. About somebody who
    /// was erased already, nothing is kept, and events are stated without words.
    ///
    /// - Parameters:
    ///   - evidence: What is said about copies; may be empty for a report that fits none.
    ///   - kept: What it was read from; nil keeps nothing.
    ///   - mentioned: Further copies that it is about, though nothing is said of what became of them.
    /// - Returns: What was added.
    /// - Throws: ``PostofficeError``.
    package func record(
        _ evidence: [CopyEvidence],
        keeping kept: KeptReport?,
        about mentioned: [KnownCopy] = []
    ) async throws -> EvidenceOutcome {
        try requireWritable()
        return try await translatingErrors {
            var outcome = EvidenceOutcome()
            var fresh: [(evidence: CopyEvidence, key: IdempotencyKey, copy: KnownCopy)] = []
            var keys: Set<[UInt8]> = []
            for piece in evidence {
                let key = ledgerKey(of: piece)
                guard keys.insert(key.digest).inserted, try await ledger.outcome(of: key) == nil else {
                    outcome.repeated += 1
                    continue
                }
                if let copy = try await knownCopy(message: piece.message, number: piece.recipient) {
                    fresh.append((piece, key, copy))
                } else {
                    outcome.unknown += 1
                }
            }
            if let kept { outcome.report = try await ledger.outcome(of: reportKey(kept))?.positions.lowerBound }
            if evidence.isEmpty, outcome.report != nil { outcome.repeated += 1 }
            guard !fresh.isEmpty || outcome.repeated == 0 else { return outcome }
            let concerned = fresh.map(\.copy) + mentioned
            let readers = try await readers(of: concerned)
            if let kept, let readers { outcome.report = try await keep(kept, about: concerned, for: readers) }
            let erased = try await erasedPersons(among: fresh.map(\.copy))
            let report = outcome.report
            let facts = fresh.map { piece, key, copy in (fact(piece, about: copy, report, key, erased: erased), key) }
            outcome.added = try await stateAll(facts)
            return outcome
        }
    }

    /// What the correspondence says of a copy; nil where it was never queued.
    package func knownCopy(message: OpaqueID, number: Int) async throws -> KnownCopy? {
        let correspondence = try requireViews().correspondence
        if let known = try await correspondence.read({ db in
            try Correspondence.copy(message: message, number: number, in: db)
        }) {
            return known
        }
        guard await correspondence.wait(until: try await ledger.head().size, timeout: .seconds(5)) else { return nil }
        return try await correspondence.read { db in
            try Correspondence.copy(message: message, number: number, in: db)
        }
    }

    /// The subjects whose keys must all be there to read a report about these copies; nil where one is gone for good.
    private func readers(of copies: [KnownCopy]) async throws -> [KeySubject]? {
        let month = KeySubject.evidence(EvidenceMonth(of: .now()))
        guard !copies.isEmpty else { return [month, .organization(ledger.id)] }
        var subjects: Set<KeySubject> = [month]
        for copy in copies {
            guard let address = copy.address else { return nil }
            subjects.insert(archive.person(address: address))
        }
        return try await erasedPersons(among: copies).isEmpty ? subjects.sorted() : nil
    }

    /// Those recipients whose key is gone.
    ///
    /// Whoever was queued a mail has had one.
    private func erasedPersons(among copies: [KnownCopy]) async throws -> Set<KeySubject> {
        let persons = Set(copies.compactMap { $0.address.map { archive.person(address: $0) } })
        guard !persons.isEmpty else { return [] }
        return persons.subtracting(try await keys.keys(of: persons).keys)
    }

    /// Keeps a report's bytes and states that it came; gives the position, for a repeat that of the first time.
    private func keep(_ kept: KeptReport, about copies: [KnownCopy], for readers: [KeySubject]) async throws -> Int64 {
        let key = reportKey(kept)
        if let known = try await ledger.outcome(of: key) { return known.positions.lowerBound }
        let content = try await keptContent.put(kept.bytes, for: readers)
        let message = Set(copies.map(\.message)).count == 1 ? copies.first?.message : nil
        var received = ReportReceived(
            source: kept.source,
            kind: kept.kind,
            ruleSet: kept.ruleSet,
            matchedBy: copies.isEmpty ? nil : kept.matchedBy,
            content: content.text,
            contentHash: Hash(of: kept.bytes).description,
            size: kept.bytes.count
        )
        received.readers = readers.map(\.text)
        let fact = MailFact(
            .reportReceived(received),
            document: message == nil ? nil : copies.first?.document,
            message: message,
            recipient: copies.count == 1 ? copies.first?.number : nil,
            occurredAt: .now(),
            actor: archive.index.id("actor", "reports")
        )
        return try await append([fact], idempotency: key).positions.lowerBound
    }

    /// What makes a report recognisable for ever.
    private func reportKey(_ kept: KeptReport) -> IdempotencyKey {
        IdempotencyKey(
            scope: .evidence,
            digest: archive.index.digest("report", kept.key),
            request: archive.index.digest("report request", kept.key)
        )
    }

    private func fact(
        _ piece: CopyEvidence,
        about copy: KnownCopy,
        _ report: Int64?,
        _ key: IdempotencyKey,
        erased: Set<KeySubject>
    ) -> MailFact {
        var person = copy.address.map { archive.person(address: $0) }
        if let known = person, erased.contains(known) { person = nil }
        let event = piece.event.withReport { stated in
            if let report { stated.evidence = report }
            stated.reportID = key.digest.prefix(16).map { hexadecimal($0) }.joined()
            if person == nil { stated.text = nil }
        }
        return MailFact(
            event,
            document: copy.document,
            message: copy.message,
            recipient: copy.number,
            person: person,
            occurredAt: piece.occurredAt,
            actor: archive.index.id("actor", "reports")
        )
    }

    /// Appends facts beside each other, so that they share the ledger's syncs; gives where those stand that are new.
    private func stateAll(_ facts: [(MailFact, IdempotencyKey)]) async throws -> [Int64] {
        try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
            var added: [Int64] = []
            for (offset, (fact, key)) in facts.enumerated() {
                if offset >= 64, let outcome = try await group.next(), !outcome.isRepeat {
                    added.append(outcome.positions.lowerBound)
                }
                group.addTask { try await self.append([fact], idempotency: key) }
            }
            for try await outcome in group where !outcome.isRepeat { added.append(outcome.positions.lowerBound) }
            return added.sorted()
        }
    }

    /// What makes a piece of evidence recognisable for ever.
    ///
    /// The second hash covers the same: whatever was stated for it, it is taken as the answer.
    private func ledgerKey(of piece: CopyEvidence) -> IdempotencyKey {
        let number = withUnsafeBytes(of: UInt32(clamping: piece.recipient).bigEndian) { Array($0) }
        let name = LengthPrefixed.join([piece.message.bytes, number, piece.key])
        return IdempotencyKey(
            scope: .evidence,
            digest: archive.index.digest("evidence", name),
            request: archive.index.digest("evidence request", name)
        )
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0\(digits)" : digits
    }

    /// Keeps and finds what reports were read from.
    var keptContent: KeptContent { KeptContent(keys: keys, content: content) }
}

extension Organization {
    /// What a report was read from, as it came.
    ///
    /// - Parameter position: The position of `report.received`.
    /// - Returns: The bytes.
    /// - Throws: ``PostofficeError/erased`` where somebody it was about was erased since.
    package func keptReport(at position: Int64) async throws -> [UInt8] {
        let events = try await archive.open(try await ledger.events(from: position, limit: 1))
        guard case .reportReceived(let received) = events.first?.event else { throw PostofficeError.notFound("report") }
        let readers = received.readers?.map { KeySubject(text: $0) } ?? [.organization(ledger.id)]
        return try await translatingErrors {
            try await keptContent.get(ContentName(text: received.content), for: readers)
        }
    }
}
