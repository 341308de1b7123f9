import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import Outbox
import Privacy
import ProjectionEngine

extension Organization {
    /// Erases a person: everything that only their key opens is unreadable for ever on return.
    ///
    /// First the event is durable, then the keys are destroyed, then mails and reports are removed and the views built anew
    /// without them. What is cut short is completed by the next opening. Mail that waits is withdrawn. Whoever was erased
    /// already gets the certificate of that time.
    ///
    /// - Parameters:
    ///   - request: Whom, and why.
    ///   - actor: Who asks.
    /// - Returns: The certificate.
    /// - Throws: ``PostofficeError/held(_:)`` and ``PostofficeError/retained(_:)`` where it must not be;
    ///   ``PostofficeError/notFound(_:)`` where nothing is known of the address.
    package func erase(_ request: ErasureRequest, actor: OpaqueID?) async throws -> ErasureCertificate {
        try requireWritable()
        var problems = Problems()
        let address = problems.address(request.address)
        problems.check(request.basis, "basis", about: request.address)
        guard problems.all.isEmpty, let address else { throw PostofficeError.invalid(problems.all) }
        // Whoever asked may hang up; what was begun is ended.
        let work = Task {
            try await erasureTurn.run {
                try await self.erase(address, request, actor: actor)
            }
        }
        return try await certificate(at: try await translatingErrors { try await work.value })
    }

    private func erase(_ address: String, _ request: ErasureRequest, actor: OpaqueID?) async throws -> Int64 {
        let views = try requireViews()
        let person = archive.index.personID(address: address)
        _ = await views.privacy.wait(until: try await ledger.head().size, timeout: .seconds(30))
        if let state = try await views.privacy.read({ db in try Privacy.state(of: person, in: db) }) {
            if let erasure = state.erasure {
                try await finishErasures()
                return erasure
            }
            if let since = state.heldSince {
                throw PostofficeError.held(
                    "a legal hold was placed on this person on \(since.description.prefix(10)); once it ended, lift it with "
                        + "`postboek hold lift` or POST /v1/holds/lift"
                )
            }
        }
        let subject = archive.person(address: address)
        guard try await keys.keys(of: [subject])[subject] != nil else {
            throw PostofficeError.notFound("anything about this address")
        }
        let sharing = request.documents ?? false
        var trace = try await trace(address, sharing: sharing)
        try await requireErasable(trace)
        let withdrawn = try await withdrawWaiting(trace, actor: actor)
        // What was withdrawn is counted too.
        if withdrawn > 0 { trace = try await self.trace(address, sharing: sharing) }
        let documents = sharing ? trace.documents.filter { !$0.value.hasOthers } : [:]
        var erased = SubjectErased(subject: person.description, basis: request.basis)
        erased.life = archive.persons.life(of: person)
        erased.keys = [subject.text] + documents.keys.sorted().map { KeySubject.document($0).text }
        erased.counts = trace.counts.merging(["withdrawn": withdrawn, "documents": documents.count]) { $1 }
        let name = LengthPrefixed.join([person.bytes, Array("\(erased.life ?? 0)".utf8)])
        let outcome = try await append(
            [MailFact(.subjectErased(erased), occurredAt: .now(), actor: actor)],
            idempotency: IdempotencyKey(
                scope: .evidence,
                digest: archive.index.digest("erasure", name),
                request: archive.index.digest("erasure request", name)
            )
        )
        try await keys.erase(Set((erased.keys ?? []).map { KeySubject(text: $0) }))
        try await finishErasures()
        return outcome.positions.lowerBound
    }

    /// Destroys the keys that the ledger says are gone, builds the views anew where they are from before, and removes the
    /// content of whoever was erased.
    ///
    /// - Parameter done: What holds already, to be said where content cannot be removed.
    /// - Throws: ``PostofficeError/unavailable(_:)``.
    func finishErasures(done: String = "The person IS erased") async throws {
        let views = try requireViews()
        guard await views.privacy.wait(until: try await ledger.head().size, timeout: .seconds(60)) else {
            throw PostofficeError.unavailable("the view of erasures, which is behind")
        }
        let (destroyed, through) = try await views.privacy.read { db in try Privacy.destroyed(in: db) }
        try await keys.erase(destroyed)
        try await views.purge(through: through)
        try await removeErasedContent(of: destroyed, through: through, done: done)
    }

    /// Withdraws the person's copies that wait.
    private func withdrawWaiting(_ trace: PersonTrace, actor: OpaqueID?) async throws -> Int {
        let outbox = try requireViews().outbox
        _ = await outbox.wait(until: try await ledger.head().size, timeout: .seconds(30))
        var count = 0
        for (message, copies) in Dictionary(grouping: trace.copies, by: \.message) {
            let numbers = Set(copies.map(\.number))
            let waiting = try await outbox.read { db in try Outbox.copies(of: message, in: db) }
                .map(\.recipient).filter { numbers.contains($0) }
            guard !waiting.isEmpty else { continue }
            let reason = "the recipient is erased"
            count += try await withdraw(waiting, of: message, reason: reason, actor: actor).count
        }
        return count
    }

    /// Refuses to erase what has to be kept.
    private func requireErasable(_ trace: PersonTrace) async throws {
        let keep = try await retentionSettings().keepYears ?? [:]
        guard !keep.isEmpty else { return }
        let now = Timestamp.now()
        var until: (moment: Timestamp, type: DocumentType)?
        for mailed in trace.documents.values {
            guard let type = mailed.type, let years = keep[type.rawValue] else { continue }
            let end = mailed.last.adding(seconds: Double(years) * 365.25 * 86_400)
            if end > now, end > until?.moment ?? now { until = (end, type) }
        }
        guard let until else { return }
        throw PostofficeError.retained(
            "an \(until.type.rawValue) that was mailed to this person has to be kept until "
                + "\(until.moment.description.prefix(10)) (PUT /v1/settings/retention); ask again then"
        )
    }
}
