import DocumentTimeline
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// A document that is durably registered.
package struct RegisteredDocument: Hashable, Sendable {
    /// The document.
    package let document: Document
    /// Where its newest registration stands in the ledger.
    package let position: Int64
}

extension Organization {
    /// Registers a document, or registers it anew where its content changed; durable on return.
    package func register(
        _ document: Document,
        idempotency: CallersKey? = nil,
        actor: OpaqueID?
    ) async throws -> RegisteredDocument {
        let key = idempotency.map { $0.ledgerKey("POST /v1/documents", index: archive.index) }
        try DocumentCheck.check(document, at: "")
        let id = archive.index.document(callersID: document.id)
        let fact = MailFact(
            .documentRegistered(DocumentRegistered(document: document)),
            document: id,
            occurredAt: .now(),
            actor: actor
        )
        let outcome = try await append([fact], idempotency: key)
        let events = try await archive.open(try await ledger.events(from: outcome.positions.lowerBound, limit: 1))
        guard case .documentRegistered(let registered) = events.first?.event, let stored = registered.document else {
            throw PostofficeError.unavailable("the registered document cannot be read back")
        }
        return RegisteredDocument(document: stored, position: outcome.positions.lowerBound)
    }

    /// A document by the caller's own id.
    package func document(_ callersID: String) async throws -> Document {
        guard let known = try await knownDocument(archive.index.document(callersID: callersID)) else {
            throw PostofficeError.notFound("document")
        }
        return known
    }

    /// The registered documents, those registered last first.
    package func documents(_ filter: DocumentFilter, cursor: String?, limit: Int) async throws -> DocumentPage {
        try await translatingErrors {
            try await requireViews().timeline.read { db in
                try DocumentTimeline.documents(filter, cursor: cursor, limit: limit, in: db)
            }
        }
    }

    /// A document's timeline; one that was registered a moment ago is waited for.
    package func timeline(
        ofDocument callersID: String,
        asOf: AsOf?,
        after: Int64?,
        limit: Int
    ) async throws -> Timeline {
        let id = archive.index.document(callersID: callersID)
        let view = try requireViews().timeline
        func read() async throws -> Timeline? {
            try await view.read { db in
                try DocumentTimeline.timeline(document: id, asOf: asOf, after: after, limit: limit, in: db)
            }
        }
        if let found = try await read() { return found }
        guard await view.wait(until: try await ledger.head().size, timeout: .seconds(5)), let found = try await read()
        else { throw PostofficeError.notFound("document") }
        return found
    }

    /// What is known of a document; nil for one that nothing is known of.
    func knownDocument(_ id: OpaqueID) async throws -> Document? {
        let views = try requireViews()
        if let known = try await views.timeline.read({ db in try DocumentTimeline.document(id, in: db)?.document }) {
            return known
        }
        // A document that was registered a moment ago must be found: wait for the view before saying that there is none.
        guard await views.timeline.wait(until: try await ledger.head().size, timeout: .seconds(5)) else { return nil }
        return try await views.timeline.read { db in try DocumentTimeline.document(id, in: db)?.document }
    }

    /// Finds the document that a message is about.
    ///
    /// - Returns: Its id, what is known of it, and the document to register first if it is new or changed.
    func resolve(
        _ reference: DocumentReference?
    ) async throws -> (id: OpaqueID?, document: Document?, news: Document?) {
        switch reference {
        case nil: return (nil, nil, nil)
        case .registered(let callersID):
            let id = archive.index.document(callersID: callersID)
            guard let known = try await knownDocument(id) else {
                throw PostofficeError.invalid([
                    FieldProblem("document.id", "is not registered; give the document itself, or register it first")
                ])
            }
            return (id, known, nil)
        case .inline(let document):
            try DocumentCheck.check(document, at: "document.")
            let id = archive.index.document(callersID: document.id)
            let views = try requireViews()
            let known = try await views.timeline.read { db in try DocumentTimeline.document(id, in: db)?.document }
            return (id, document, known == document ? nil : document)
        }
    }
}
