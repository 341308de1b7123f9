import Accountancy
import Foundation
import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine

extension Organization {
    /// Sends a document's files to the accountant, as a message of its own.
    ///
    /// - Parameters:
    ///   - callersID: The caller's own id of the document.
    ///   - idempotency: The caller's key and the bytes of the request.
    ///   - actor: Who asks.
    /// - Returns: The queued message.
    /// - Throws: ``PostofficeError/invalid(_:)`` where no accountant is set, or the document was never mailed with files.
    package func sendToAccountant(
        _ callersID: String,
        idempotency: CallersKey? = nil,
        actor: OpaqueID?
    ) async throws -> SubmittedMessage {
        try requireWritable()
        let key = idempotency.map { $0.ledgerKey("accountant \(callersID)", index: archive.index) }
        if let key, let earlier = try await earlierOutcome(of: key) { return try await submitted(earlier) }
        let id = archive.index.document(callersID: callersID)
        _ = try await document(callersID)
        let view = try requireViews().accountancy
        _ = await view.wait(until: try await ledger.head().size, timeout: .seconds(5))
        guard let mailing = try await view.read({ db in try Accountancy.mailing(of: id, in: db) }) else {
            let problem = FieldProblem("document", "was not mailed with a PDF or UBL file yet; mail it first")
            throw PostofficeError.invalid([problem])
        }
        let request = try await accountantRequest(mailing)
        let origin = MessageOrigin(purpose: .accountant)
        return try await submitted(try await queue(request, origin: origin, key: key, actor: actor))
    }

    /// Sends what is due to the accountant, as long as the ledger is followed.
    ///
    /// What is due stands in a view, and each document has a key of its own, kept for ever: so nothing is forgotten or
    /// sent twice over a restart.
    func followAccountant() async {
        guard let view = views?.accountancy else { return }
        var refused: [OpaqueID: ContinuousClock.Instant] = [:]
        for await size in ledger.sizes() {
            guard !Task.isCancelled, await view.wait(until: size, timeout: .seconds(60)) else { continue }
            let due = (try? await view.read { db in try Accountancy.due(limit: 100, in: db) }) ?? []
            for mailing in due {
                if let moment = refused[mailing.document], .now < moment + .seconds(60) { continue }
                do {
                    try await handOver(mailing)
                    refused[mailing.document] = nil
                } catch {
                    // Told once a minute at most; a setting that is put right makes the next event.
                    refused[mailing.document] = .now
                    logger.error(
                        "a document could not be sent to the accountant",
                        metadata: ["message": "\(mailing.message)", "reason": "\(Self.reason(error))"]
                    )
                }
            }
        }
    }

    private func handOver(_ mailing: DocumentMailing) async throws {
        let key = IdempotencyKey(
            scope: .evidence,
            digest: archive.index.digest("accountant", mailing.document.bytes),
            request: archive.index.digest("accountant", [])
        )
        guard try await earlierOutcome(of: key) == nil else { return }
        let request = try await accountantRequest(mailing)
        let origin = MessageOrigin(purpose: .accountant)
        let outcome = try await queue(request, origin: origin, key: key, actor: nil)
        _ = await views?.accountancy.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }

    /// The message to the accountant about a mailing.
    private func accountantRequest(_ mailing: DocumentMailing) async throws -> MessageRequest {
        guard let accountant = try await defaults().accountant else {
            throw PostofficeError.invalid([
                FieldProblem("accountant", "is not set; set it with PUT /v1/settings/defaults")
            ])
        }
        guard let document = try await knownDocument(mailing.document) else {
            throw PostofficeError.notFound("document")
        }
        let queued = try await queuedMessage(at: mailing.queued)
        var files = queued.numberedAttachments.map(\.attachment).filter { $0.kind != nil }
        files += (queued.keptFiles ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        let wanted = accountant.files.flatMap(DocumentFiles.init(rawValue:))?.kinds ?? Set(FileKind.allCases)
        let chosen = files.filter { wanted.contains($0.kind.flatMap(FileKind.init(rawValue:)) ?? .pdf) }
        var request = MessageRequest()
        request.document = .registered(id: document.id)
        request.to = [MessageRequest.Address(address: accountant.address, name: accountant.name)]
        // The archive address gets every mail.
        request.archive = (try await defaults()).archive.map { [$0] }
            .map { $0.filter { $0.address.lowercased() != accountant.address.lowercased() } }
        request.language = try await defaults().language.flatMap { tag in tag.isEmpty ? nil : tag }
        request.trackOpens = false
        // What there is goes along where the wanted kind is missing.
        request.attachments = []
        for file in chosen.isEmpty ? files : chosen {
            let bytes = try await translatingErrors {
                try await postmaster.read(ContentName(text: file.content), subject: .document(mailing.document))
            }
            request.attachments?.append(
                MessageRequest.Attachment(
                    name: file.name ?? "document",
                    mediaType: file.mediaType,
                    content: Data(bytes).base64EncodedString(),
                    kind: file.kind
                )
            )
        }
        return request
    }

    /// Why something failed, without anybody's data.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case PostofficeError.invalid(let problems): problems.map { "\($0.field) \($0.problem)" }.joined(separator: "; ")
        case PostofficeError.notFound(let thing): "\(thing) not found"
        case PostofficeError.unavailable(let part): part
        default: "\(type(of: error))"
        }
    }
}
