import Foundation
import GRDB
import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine

/// A ledger with its keys, and a folder for views that goes with it.
final class Bench: Sendable {
    let ledger: ListLedger
    let keys = MemoryKeyStore()
    let index = IndexKey.random()
    let folder = FileManager.default.temporaryDirectory.path + "/views-\(OpaqueID.random())"

    init(ledger: ListLedger = ListLedger()) {
        self.ledger = ledger
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var archive: MailArchive { MailArchive(ledger: ledger.id, index: index, keys: keys) }

    /// Appends facts, and returns the position of the last.
    @discardableResult
    func append(_ facts: [MailFact]) async throws -> Int64 {
        var position: Int64 = -1
        for event in try await archive.seal(facts) { position = ledger.append(event) }
        return position
    }

    @discardableResult
    func append(_ facts: MailFact...) async throws -> Int64 {
        try await append(facts)
    }

    func open<P: Projection>(_ projection: P.Type) async throws -> View<P> {
        try await View<P>.open(
            folder: folder,
            ledger: ledger,
            archive: archive,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The view as it is after everything was folded.
    func read<P: Projection, Value: Sendable>(
        _ projection: P.Type,
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await open(projection).read(query)
    }

    func compare<P: Projection>(_ projection: P.Type) async throws -> ViewComparison {
        try await ProjectionEngine.compare(
            projection,
            live: View<P>.path(in: folder),
            workspace: folder,
            ledger: ledger,
            archive: archive
        )
    }

    func exists(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(file)")
    }
}

/// A message to some addresses, and facts about it.
struct Letter {
    let id = OpaqueID.random()
    var document: OpaqueID?
    var subject = "Invoice 2026-001"
    var addresses = ["person@example.com"]
    var names: [String?] = []
    var archive: String?

    func queued(at second: Int, method: MethodKind = .sandbox) -> MailFact {
        var recipients: [String: QueuedRecipient] = [:]
        for (offset, address) in (addresses + [archive].compactMap { $0 }).enumerated() {
            recipients["\(offset + 1)"] = QueuedRecipient(
                role: offset < addresses.count ? .to : .archive,
                address: address,
                name: offset < names.count ? names[offset] : nil,
                messageID: "\(id).\(offset + 1)@mail.example.com",
                content: "content-\(offset + 1)",
                contentHash: "00",
                size: 1200,
                tracked: offset < addresses.count
            )
        }
        let event = MessageQueued(
            method: method,
            subject: subject,
            from: "office@example.nl",
            trackOpens: true,
            reference: "\(id)@mail.example.com",
            recipients: recipients
        )
        return MailFact(.messageQueued(event), document: document, message: id, occurredAt: .second(second))
    }

    func fact(_ event: MailEvent, to recipient: Int? = 1, attempt: Int? = nil, at second: Int) -> MailFact {
        MailFact(
            event,
            document: document,
            message: id,
            recipient: recipient,
            person: .person(id),
            attempt: attempt,
            occurredAt: .second(second)
        )
    }
}

extension MailFact {
    static func registered(_ id: OpaqueID, _ document: Document, at second: Int) -> MailFact {
        MailFact(
            .documentRegistered(DocumentRegistered(document: document)),
            document: id,
            occurredAt: .second(second)
        )
    }
}

extension MailEvent {
    static var attempted: MailEvent { .messageAttempted(MessageAttempted(method: .sandbox)) }
    static var sent: MailEvent { .messageSent(SendReport(method: .sandbox, stage: "finalDot")) }
    static var delivered: MailEvent { .messageDelivered(DeliveryReport(source: "dsn", authentication: .signed)) }

    static func deferred(until second: Int) -> MailEvent {
        var report = SendReport(method: .sandbox, stage: "rcpt")
        report.text = "451 4.7.1 try again later"
        report.nextAttemptAt = Timestamp.second(second).microseconds
        return .messageDeferred(report)
    }

    static func bounced(_ failureClass: FailureClass) -> MailEvent {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.failureClass = failureClass
        report.text = "550 5.1.1 no such user"
        return .messageBounced(report)
    }

    static func opened(_ hitClass: String) -> MailEvent {
        .messageOpened(
            MessageOpened(
                hitClass: hitClass,
                saysRead: hitClass == "person",
                rule: "test",
                ruleSet: 1,
                confidence: "high",
                agent: "Thunderbird"
            )
        )
    }
}

extension Timestamp {
    /// A moment on the test's own clock.
    static func second(_ second: Int) -> Timestamp {
        Timestamp(microseconds: 1_795_000_000_000_000 + Int64(second) * 1_000_000)
    }
}
