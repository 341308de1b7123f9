import Ledger
import Mail
import MailLedger

@testable import EvidenceBundle

/// A ledger with a mail in it, and the bundle that was made of it.
struct SampleBundle {
    static let mail = Array("From: office@example.nl\r\nSubject: Invoice 7\r\n\r\nPlease pay.\r\n".utf8)

    let key: NoteKey
    let bytes: [UInt8]

    /// Makes a bundle; `erased` leaves out the recipient's key, as after an erasure.
    static func make(erased: Bool = false) async throws -> Self {
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
        let positions: [Int64] = [0, 1, 2]
        let receipts = try await ledger.receipts(for: positions)
        let recorded = try await ledger.events(from: 0, limit: 3)
        var subjects: Set<KeySubject> = []
        for event in recorded {
            for part in try MailArchive.sealedParts(of: event) { subjects.formUnion(part.subjects) }
        }
        let person = archive.index.person(address: "anna@example.com")
        if erased {
            try await keys.erase(person)
            subjects.remove(person)
        }
        let opened = try await archive.open(recorded)
        let source = BundleSource(
            title: "invoice 7",
            key: signer.verifierKey,
            events: zip(zip(recorded, opened), receipts).map {
                BundledEvent(recorded: $0.0.0, opened: $0.0.1, receipt: $0.1)
            },
            checkpoint: receipts[0].checkpoint,
            keys: Array(try await keys.keys(of: subjects).values)
        )
        var bytes: [UInt8] = []
        var writer = BundleWriter(source)
        while let piece = try await writer.next(
            mail: { _, _ in erased ? nil : mail },
            sign: { try ledger.sign(statement: $0) }
        ) { bytes += piece }
        await ledger.close()
        return Self(key: signer.verifierKey, bytes: bytes)
    }

    private static func facts(_ archive: MailArchive) -> [MailFact] {
        let (document, message, now) = (OpaqueID.random(), OpaqueID.random(), Timestamp.now())
        let queued = MessageQueued(
            method: .sandbox,
            subject: "Invoice 7 <&>",
            from: "office@example.nl",
            trackOpens: false,
            reference: "shared@example.nl",
            recipients: [
                "1": QueuedRecipient(
                    role: .to,
                    address: "anna@example.com",
                    name: nil,
                    messageID: "1@example.nl",
                    content: "c1",
                    contentHash: Hash(of: mail).description,
                    size: mail.count,
                    tracked: false
                )
            ]
        )
        var sent = SendReport(method: .sandbox, stage: "finalDot")
        sent.text = "250 anna@example.com taken"
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
                person: archive.index.person(address: "anna@example.com"),
                attempt: 1,
                occurredAt: now
            ),
        ]
    }
}
