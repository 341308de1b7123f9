import Foundation
import Ledger
import LedgerConformance
import LedgerFiles
import LedgerSQLite
import SeededNumbers
import Testing

@testable import Backups

@Suite("A backup")
struct BackupTests {
    @Test func `put back is the same ledger in the next epoch, with its keys of requests and its content`() async throws
    {
        let place = try await BackedUpLedger()
        let key = try await place.keys.makeKeys(for: [.document(OpaqueID(high: 1, low: 1))]).values.first
        let document = try #require(key)
        let names = try await place.content.put([(bytes: Array("an invoice".utf8), key: document)])
        try await place.append(0..<600)
        let summary = try place.backUp()
        #expect((summary.run, summary.events, summary.newEvents, summary.newContents) == (1, 600, 600, 1))

        let entries = try await place.ledger.allEntries()
        let restored = try await BackedUpLedger.open(try place.restore())
        #expect(restored.condition == .sound)
        #expect(restored.epoch == 1)
        #expect(try await restored.allEntries() == entries)
        #expect(try await restored.head().root == place.ledger.head().root)
        let outcome = try await restored.outcome(of: BackedUpLedger.key(333))
        #expect(outcome?.positions == 333...333)
        #expect(try await restored.outcome(of: BackedUpLedger.key(334)) == nil)
        let content = "\(place.scratch.path("restored"))/content/\(names[0].text.prefix(2))/\(names[0].text)"
        let kept = "\(place.organization)/content/\(names[0].text.prefix(2))/\(names[0].text)"
        #expect(FileManager.default.contents(atPath: content) == FileManager.default.contents(atPath: kept))
        await restored.close()
        await place.ledger.close()
    }

    @Test func `copies only what is new, and keeps only the newest keys`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<300)
        try place.backUp()
        try await place.append(300..<310)
        let second = try place.backUp(checkingAll: true)
        #expect((second.events, second.newEvents, second.newContents) == (310, 10, 0))
        let third = try place.backUp()
        #expect(third.newEvents == 0)
        #expect(
            try place.files() == ["000001.events", "000002.events", "000003.files", "000003.keys", "000003.receipt"]
        )
        let restored = try await BackedUpLedger.open(try place.restore())
        #expect(try await restored.allEntries() == place.ledger.allEntries())
        await restored.close()
        await place.ledger.close()
    }

    @Test func `takes the cosigned checkpoint along, and not what is said of the folder alone`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<3)
        for name in [OrganizationFiles.anchoring, OrganizationFiles.purged] {
            try Data("of \(name)".utf8).write(to: URL(filePath: "\(place.organization)/\(name)"))
        }
        try place.backUp()
        let names = try FileManager.default.contentsOfDirectory(atPath: try place.restore())
        #expect(names.contains(OrganizationFiles.anchoring) && !names.contains(OrganizationFiles.purged))
        await place.ledger.close()
    }

    @Test(arguments: ["", "/backup", "/organizations/acme/content", "/x/../organizations"])
    func `in the data folder itself is refused`(inside: String) async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<3)
        let link = place.scratch.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.data)
        for data in [place.data, link] {
            let run = BackupRun(organization: "acme", data: place.data, backups: data + inside, madeAt: .now())
            #expect(throws: BackupError.self) { try run.run() }
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.data).sorted() == [
                "instance.key", "links.keys", "organizations",
            ]
        )
        try BackupRun.requireApart(place.data + "-other", from: place.data)
        await place.ledger.close()
    }

    @Test func `does not read again what it copied before, and takes what has another size`() async throws {
        let place = try await BackedUpLedger()
        let key = try await place.keys.makeKeys(for: [.document(OpaqueID(high: 1, low: 1))]).values.first
        let document = try #require(key)
        let names = try await place.content.put([
            (bytes: Array("an invoice".utf8), key: document), (bytes: Array("a letter".utf8), key: document),
        ])
        try await place.append(0..<3)
        #expect(try place.backUp().newContents == 2)
        let file = "\(place.organization)/content/\(names[0].text.prefix(2))/\(names[0].text)"
        let whole = try #require(FileManager.default.contents(atPath: file))
        // It would be noticed if it were read.
        try Data(repeating: 7, count: whole.count).write(to: URL(filePath: file))
        #expect(try place.backUp().newContents == 0)
        try (whole + Data([7])).write(to: URL(filePath: file))
        #expect(try place.backUp().newContents == 1)
        #expect(try place.backUp().newContents == 0)
        await place.ledger.close()
    }

    @Test func `never holds the master key`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<3)
        // What a rotation that was cut off leaves, and what somebody put aside.
        for name in ["instance.key.next", "instance.key.1.new", "key-copy"] {
            try Data("secret of the instance".utf8).write(to: URL(filePath: "\(place.data)/\(name)"))
        }
        try place.backUp()
        for file in try place.files() {
            let bytes = try #require(FileManager.default.contents(atPath: "\(place.folder.path)/\(file)"))
            #expect(bytes.range(of: Data("secret of the instance".utf8)) == nil, "\(file)")
        }
        let data = place.scratch.path("elsewhere")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try FolderRestore(place.folder, try BackupCheck.verify(place.folder)).restoreDataFiles(to: data)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data) == ["links.keys"])
        await place.ledger.close()
    }

    @Test func `that was cut off leaves the earlier one as it was, and the next one tidies up`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<20)
        try place.backUp()
        let whole = try place.files()
        // What runs leave behind that are killed at one moment or another.
        for name in ["000002.events", "000002.keys.new", "000002.content", "000002.receipt.77.new"] {
            try Data("half".utf8).write(to: URL(filePath: "\(place.folder.path)/\(name)"))
        }
        #expect(try BackupCheck.verify(place.folder).run == 1)
        try await place.append(20..<25)
        try place.backUp()
        #expect(try BackupCheck.verify(place.folder).size == 25)
        #expect(try place.files().filter { $0.hasPrefix("000002") }.count == 4)
        #expect(try place.files().filter { $0.hasPrefix("000001") } == whole.filter { $0.hasSuffix("events") })
        await place.ledger.close()
    }

    @Test(arguments: 0..<8)
    func `with any one byte changed, or a file cut short or removed, is refused by its name`(seed: UInt64) async throws
    {
        let place = try await BackedUpLedger()
        try await place.append(0..<40)
        try place.backUp()
        try await place.append(40..<50)
        try place.backUp()
        var random = SeededGenerator(seed: seed)
        for file in try place.files() {
            let path = "\(place.folder.path)/\(file)"
            let whole = try #require(FileManager.default.contents(atPath: path))
            var harmed = whole
            switch Int.random(in: 0..<3, using: &random) {
            case 0: harmed[Int.random(in: 0..<whole.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            case 1: harmed = whole.prefix(Int.random(in: 0..<whole.count, using: &random))
            default: harmed.append(0)
            }
            try harmed.write(to: URL(filePath: path))
            #expect(throws: BackupError.self, "\(file)") { try BackupCheck.verify(place.folder) }
            try whole.write(to: URL(filePath: path))
            if !file.hasSuffix("receipt") {
                try FileManager.default.removeItem(atPath: path)
                #expect(throws: BackupError.self, "\(file)") { try BackupCheck.verify(place.folder) }
                #expect(throws: BackupError.self, "\(file)") { try place.backUp() }
                try whole.write(to: URL(filePath: path))
            }
        }
        #expect(try BackupCheck.verify(place.folder).size == 50)
        await place.ledger.close()
    }

    @Test func `of a ledger that went another way is refused, and the earlier one is left`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<10)
        try place.backUp()
        let restored = try place.restore()
        try await place.append(10..<20)
        try place.backUp()
        await place.ledger.close()
        let files = try place.files()
        // The restored ledger takes the place of the one that went on.
        try FileManager.default.removeItem(atPath: place.organization)
        try FileManager.default.moveItem(atPath: restored, toPath: place.organization)
        let other = try await BackedUpLedger.open(place.organization)
        #expect(throws: BackupError.self) { try place.backUp() }
        for number in 0..<30 {
            let event = NewEvent(
                id: OpaqueID(high: 2, low: UInt64(number)),
                type: EventType(rawValue: "message.queued"),
                occurredAt: .now(),
                body: [123, 125]
            )
            _ = try await other.append(AppendRequest([event]))
        }
        #expect(throws: BackupError.self) { try place.backUp() }
        #expect(try BackupCheck.verify(place.folder).size == 20)
        #expect(try place.files().filter { !$0.hasSuffix(".new") }.count == files.count + 1)
        await other.close()
    }

    @Test func `goes on beside a ledger that grows meanwhile`() async throws {
        let place = try await BackedUpLedger()
        try await place.append(0..<50)
        let growing = Task { try await place.append(50..<400) }
        for _ in 0..<5 { try place.backUp() }
        try await growing.value
        try place.backUp()
        #expect(try BackupCheck.verify(place.folder).size == 400)
        await place.ledger.close()
    }
}
