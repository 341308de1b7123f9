import Ledger
import Mail
import MailLedger
import Witness

@testable import EvidenceBundle

/// A ledger with a mail in it, and the bundle that was made of it.
struct SampleBundle {
    static let mail = Array("From: office@example.nl\r\nSubject: Invoice 7\r\n\r\nPlease pay.\r\n".utf8)

    static let file = Array("%PDF-1.4\n".utf8)

    let signer: LedgerSigner
    let key: NoteKey
    let bytes: [UInt8]
    /// Every event of the ledger as stored, also the one that is of no concern to the bundle.
    let stored: [RecordedEvent]

    /// Makes a bundle; `erased` leaves out the recipient's key, as after an erasure.
    static func make(
        erased: Bool = false,
        cosignedBy witnesses: [WitnessSigner] = [],
        positions: [Int64] = [0, 1, 2],
        folded: [FoldedEvents] = []
    ) async throws -> Self {
        let keys = MemoryKeyStore()
        let ledgerID = OpaqueID.random()
        let signer = try LedgerSigner(seed: Array(repeating: 7, count: 32), name: "postboek.local/\(ledgerID)")
        let identity = LedgerIdentity(
            id: ledgerID,
            epoch: 0,
            origin: signer.name,
            verifierKey: signer.verifierKey.description
        )
        let ledger = try await OpenLedger.open(
            store: MemoryLedgerStore(identity: identity),
            anchor: MemoryAnchor(),
            signer: signer,
            pool: BlockingPool(),
            known: ledgerID
        )
        let archive = MailArchive(ledger: ledgerID, index: .random(), keys: keys)
        _ = try await ledger.append(AppendRequest(try await archive.seal(facts(archive))))
        let note = try SignedNote(parsing: try ledger.checkpoint())
        let lines = try witnesses.map { try $0.cosign(note.text, at: 1_767_225_600) }
        let cosigned = SignedNote(text: note.text, signatures: note.signatures + lines).description
        let receipts = try await ledger.receipts(for: positions, by: cosigned)
        let recorded = try await ledger.events(from: 0, limit: positions.count)
        if erased { try await keys.erase(archive.index.person(address: "person@example.com")) }
        let secrets = try await archive.secrets(of: recorded)
        let source = BundleSource(
            key: signer.verifierKey,
            events: try zip(zip(recorded, secrets), receipts).map {
                try BundledEvent(recorded: $0.0.0, secrets: $0.0.1, receipt: $0.1)
            },
            checkpoint: receipts[0].checkpoint,
            witnesses: witnesses.map(\.witness),
            folded: folded
        )
        var bytes: [UInt8] = []
        var writer = BundleWriter(source)
        while let piece = try await writer.next(
            mail: { _, _ in erased ? nil : mail },
            attachment: { _ in file },
            sign: { try ledger.sign(statement: $0) }
        ) { bytes += piece }
        let stored = try await ledger.events(from: 0, limit: 10)
        await ledger.close()
        return Self(signer: signer, key: signer.verifierKey, bytes: bytes, stored: stored)
    }

    private static func facts(_ archive: MailArchive) -> [MailFact] {
        let (document, message, now) = (OpaqueID.random(), OpaqueID.random(), Timestamp.now())
        var queued = MessageQueued(
            method: .sandbox,
            subject: "Invoice 7 <&>",
            from: "office@example.nl",
            trackOpens: false,
            reference: "shared@example.nl",
            recipients: [
                "1": QueuedRecipient(
                    role: .to,
                    address: "person@example.com",
                    name: nil,
                    messageID: "1@example.nl",
                    content: "c1",
                    contentHash: Hash(of: mail).description,
                    size: mail.count,
                    tracked: false
                )
            ]
        )
        queued.attachments["1"] = QueuedAttachment(
            name: "Invoice 7 é/..pdf",
            mediaType: "application/pdf",
            size: file.count,
            contentHash: Hash(of: file).description,
            content: "c2"
        )
        var sent = SendReport(method: .sandbox, stage: "finalDot")
        sent.text = "250 person@example.com taken"
        return [
            MailFact(
                .documentRegistered(
                    DocumentRegistered(document: Document(id: "inv-7", type: .invoice, number: "7"))
                ),
                document: document,
                occurredAt: now
            ),
            MailFact(.messageQueued(queued), document: document, message: message, occurredAt: now),
            MailFact(
                .messageSent(sent),
                document: document,
                message: message,
                recipient: 1,
                person: archive.index.person(address: "person@example.com"),
                attempt: 1,
                occurredAt: now
            ),
            // The same person, about something else: of no concern to the bundle.
            MailFact(
                .messageSent(sent),
                document: OpaqueID.random(),
                message: OpaqueID.random(),
                recipient: 1,
                person: archive.index.person(address: "person@example.com"),
                attempt: 1,
                occurredAt: now
            ),
        ]
    }
}
