import Foundation
import Ledger
import LedgerConformance
import LedgerFiles
import Testing

struct FilesMasterKeyTests {
    private let folder: ScratchFolder
    private let text = Data([UInt8](repeating: 7, count: 32)).base64EncodedString()

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func `a key is made once, for its owner only`() throws {
        let made = try MasterKey.loadOrMake(folder: folder.path, environment: nil)
        #expect(try folder.permissions("instance.key") == 0o600)
        #expect(folder.files() == ["instance.key"])
        #expect(try MasterKey.loadOrMake(folder: folder.path, environment: nil).bytes == made.bytes)
        #expect(try MasterKey.load(folder: folder.path, environment: "").bytes == made.bytes)
    }

    @Test func `of many who make it at once, all get the same`() async throws {
        let keys = try await withThrowingTaskGroup { [folder] group in
            for _ in 0..<20 {
                group.addTask { try MasterKey.loadOrMake(folder: folder.path, environment: nil).bytes }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(folder.files() == ["instance.key"])
    }

    @Test func `the environment goes before the file, and makes none`() throws {
        let key = try MasterKey.loadOrMake(folder: folder.path, environment: " \(text)\n")
        #expect(key.bytes == [UInt8](repeating: 7, count: 32))
        #expect(folder.files().isEmpty)
    }

    @Test(arguments: ["x", "AAAA", "c2hvcnQ=", String(repeating: "A", count: 64), "00000000000000000000000000000000"])
    func `text that is no key is refused`(text: String) throws {
        #expect(throws: MasterKeyError.malformed(source: "POSTBOEK_MASTER_KEY")) {
            try MasterKey.load(folder: folder.path, environment: text)
        }
        let path = folder.path("instance.key")
        try DurableFile.write(Array(text.utf8), to: path)
        #expect(throws: MasterKeyError.malformed(source: path)) {
            try MasterKey.loadOrMake(folder: folder.path, environment: nil)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660])
    func `a key that others may read is refused, with the cure`(permissions: Int) throws {
        _ = try MasterKey.loadOrMake(folder: folder.path, environment: nil)
        let path = folder.path("instance.key")
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        let error = #expect(throws: MasterKeyError.readableByOthers(path: path)) {
            try MasterKey.loadOrMake(folder: folder.path, environment: nil)
        }
        #expect(error?.description.contains("chmod 600 '\(path)'") == true)
    }

    @Test func `no new key is made where organizations need the lost one`() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("organizations/bakkerij"),
            withIntermediateDirectories: true
        )
        let path = folder.path("instance.key")
        #expect(throws: MasterKeyError.missing(path: path)) {
            try MasterKey.load(folder: folder.path, environment: nil)
        }
        #expect(throws: MasterKeyError.lost(path: path)) {
            try MasterKey.loadOrMake(folder: folder.path, environment: nil)
        }
        #expect(folder.files().isEmpty)
    }

    @Test func `a folder that is not there is named`() {
        let error = #expect(throws: MasterKeyError.self) {
            try MasterKey.loadOrMake(folder: folder.path("nowhere"), environment: nil)
        }
        #expect(error?.description.contains("nowhere/instance.key") == true)
    }
}
