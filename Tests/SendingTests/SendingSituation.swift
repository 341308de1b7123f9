import Foundation
import Ledger
import Logging
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Sending
import Synchronization

/// An organization with a ledger in memory, an outbox in a folder of its own, and a clock that stands still.
final class SendingSituation: Sendable {
    let clock = ManualClock()
    let keys = MemoryKeyStore()
    let log = LogLines()
    let ledger: OpenLedger
    let archive: MailArchive
    let outbox: View<Outbox>
    private let folder: String
    private let mails = Mutex<[String: [UInt8]]>([:])

    init() async throws {
        let id = OpaqueID.random()
        let signer = try LedgerSigner(seed: Array(repeating: 7, count: 32), name: "postboek.local/\(id)")
        let identity = LedgerIdentity(
            id: id,
            epoch: 0,
            origin: signer.name,
            verifierKey: signer.verifierKey.description
        )
        ledger = try await OpenLedger.open(
            store: MemoryLedgerStore(identity: identity),
            anchor: MemoryAnchor(),
            signer: signer,
            pool: BlockingPool(),
            known: id
        )
        archive = MailArchive(ledger: id, index: .random(), keys: keys)
        folder = FileManager.default.temporaryDirectory.appending(path: "sending-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        outbox = try await View<Outbox>.open(folder: folder, ledger: ledger, archive: archive, logger: log.logger)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Queues messages with so many copies each; returns their ids.
    @discardableResult
    func queue(
        messages: Int = 1,
        copies: Int = 1,
        method: MethodKind = .smtp,
        address: String = "customer%@example.com"
    ) async throws -> [OpaqueID] {
        var facts: [MailFact] = []
        for _ in 0..<messages {
            let id = OpaqueID.random()
            var recipients: [String: QueuedRecipient] = [:]
            for number in 1...copies {
                let bytes = Array("Subject: invoice\r\n\r\n\(id) \(number)\r\n".utf8)
                mails.withLock { $0["\(id)/\(number)"] = bytes }
                recipients["\(number)"] = QueuedRecipient(
                    role: .to,
                    address: address.replacing("%", with: "\(number)"),
                    name: nil,
                    messageID: "\(id).\(number)@example.nl",
                    content: "\(id)/\(number)",
                    contentHash: Hash(of: bytes).description,
                    size: bytes.count,
                    tracked: false
                )
            }
            let queued = MessageQueued(
                method: method,
                subject: "Invoice",
                from: "office@example.nl",
                trackOpens: false,
                reference: "\(id)@example.nl",
                recipients: recipients
            )
            facts.append(MailFact(.messageQueued(queued), message: id, occurredAt: clock.now()))
        }
        _ = try await ledger.append(AppendRequest(try await archive.seal(facts)))
        return facts.compactMap(\.message)
    }

    /// What a dispatcher of this organization works with.
    func dependencies(
        _ method: (any SendingMethod)?,
        over ledger: (any LedgerAppending & LedgerReading)? = nil,
        policy: DispatchPolicy = DispatchPolicy()
    ) -> DispatcherDependencies {
        DispatcherDependencies(
            ledger: ledger ?? self.ledger,
            archive: archive,
            outbox: outbox,
            method: { _ in method },
            frozenMail: { copy in
                guard let bytes = self.mails.withLock({ $0[copy.content.text] }) else {
                    throw ContentStoreError.missing(copy.content)
                }
                return bytes
            },
            policy: policy,
            clock: clock,
            logger: log.logger
        )
    }

    /// Runs dispatchers, and the view unless it shall lag behind, until the work is done; then the dispatchers are cancelled.
    @discardableResult
    func running<Value: Sendable>(
        _ dispatchers: Dispatcher...,
        withView: Bool = true,
        _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if withView { group.addTask { try await self.outbox.run() } }
            for dispatcher in dispatchers { group.addTask { await dispatcher.run() } }
            let value = try await work()
            group.cancelAll()
            return value
        }
    }

    /// All events, opened.
    func events() async throws -> [RecordedMailEvent] {
        try await archive.open(try await ledger.events(from: 0, limit: 10_000))
    }

    /// Waits until the events fulfil a condition, and returns them.
    @discardableResult
    func until(_ condition: ([RecordedMailEvent]) -> Bool) async throws -> [RecordedMailEvent] {
        for await _ in ledger.sizes() {
            let events = try await events()
            if condition(events) { return events }
        }
        throw CancellationError()
    }

    /// Waits until there are so many events of a type.
    @discardableResult
    func until(_ type: EventType, count: Int = 1) async throws -> [RecordedMailEvent] {
        try await until { events in events.count { $0.header.type == type } >= count }
    }
}

/// Collects log lines.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
