import Foundation
import Ledger
import LedgerConformance
import LedgerFiles
import LedgerSQLite

@testable import Backups

/// A data folder with one organization, whose ledger, keys and content a test fills, and a folder for its backup.
struct BackedUpLedger {
    let scratch: ScratchFolder
    let ledger: OpenLedger
    let keys: SQLiteKeyStore
    let content: FolderContentStore

    static let signerSeed = Array(repeating: UInt8(9), count: 32)
    static let id = OpaqueID(high: 8, low: 1)

    var data: String { scratch.path("data") }
    var organization: String { "\(data)/organizations/acme" }
    var backups: String { scratch.path("backup") }
    var folder: BackupFolder { BackupFolder(backups, organization: "acme") }

    init() async throws {
        scratch = try ScratchFolder()
        let (data, organization) = (scratch.path("data"), scratch.path("data") + "/organizations/acme")
        try FileManager.default.createDirectory(atPath: organization, withIntermediateDirectories: true)
        try Data("secret of the instance".utf8).write(to: URL(filePath: "\(data)/instance.key"))
        try Data("secrets of links".utf8).write(to: URL(filePath: "\(data)/links.keys"))
        keys = try await SQLiteKeyStore.open(path: "\(organization)/keys.sqlite", master: .random())
        try await keys.setSecret(Self.signerSeed, named: "ledger/signing-seed")
        content = FolderContentStore(folder: "\(organization)/content", index: .random())
        ledger = try await Self.open(organization)
    }

    static func open(_ folder: String) async throws -> OpenLedger {
        try await SQLiteLedger.open(
            folder: folder,
            anchor: FileAnchor(path: "\(folder)/anchor"),
            signer: try LedgerSigner(seed: signerSeed, name: "postboek.local/\(id)"),
            ledgerID: id,
            pool: BlockingPool()
        )
    }

    /// Appends events, one request each, every third with an idempotency key.
    func append(_ numbers: Range<Int>) async throws {
        for number in numbers {
            let event = NewEvent(
                id: OpaqueID(high: 0xE, low: UInt64(number)),
                type: EventType(rawValue: "message.queued"),
                message: OpaqueID(high: 0xF, low: UInt64(number % 7)),
                occurredAt: Timestamp(microseconds: 1_795_219_200_000_000 + Int64(number)),
                body: Array("{\"number\":\(number)}".utf8)
            )
            let request = AppendRequest([event], idempotency: number % 3 == 0 ? Self.key(number) : nil)
            _ = try await ledger.append(request)
        }
    }

    static func key(_ number: Int) -> IdempotencyKey {
        IdempotencyKey(
            scope: .evidence,
            digest: Hash(of: Array("\(number)".utf8)).bytes,
            request: Array(repeating: 1, count: 32)
        )
    }

    @discardableResult
    func backUp(checkingAll: Bool = false) throws -> BackupRun.Summary {
        try BackupRun(organization: "acme", data: data, backups: backups, madeAt: .now()).run(checkingAll: checkingAll)
    }

    /// Puts the newest backup back into a folder of its own, and gives that folder.
    func restore(to name: String = "restored") throws -> String {
        let path = scratch.path(name)
        try FolderRestore(folder, try BackupCheck.verify(folder)).make(path)
        return path
    }

    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "lock" }.sorted()
    }
}

extension OpenLedger {
    /// All events, as they are stored.
    func allEntries() async throws -> [[UInt8]] {
        try await events(from: 0, limit: 100_000).map(\.entry)
    }
}
