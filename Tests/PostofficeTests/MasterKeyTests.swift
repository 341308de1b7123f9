import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite
import Testing

@testable import Postoffice

@Suite("The master key")
struct MasterKeyTests {
    @Test func `is not touched, and no new one is placed, while a service runs`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { _ in
            let before = try MasterKey.load(folder: folder.path, environment: nil)
            await #expect(throws: FolderLockError.self) {
                try await MasterKeyRotation.run(folder: folder.path, source: MasterKeySource(), newKeyFile: nil)
            }
            #expect(try MasterKey.load(folder: folder.path, environment: nil).bytes == before.bytes)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".next") })
        try await folder.open { office in #expect(!office.office.hasCompletedRotation) }
    }

    @Test func `of a rotation that was cut short is not set aside for another, and completing it is told`() async throws
    {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { _ in }
        func place(_ name: String) throws -> String {
            let path = "\(folder.path)/\(name)"
            let key = MasterKey.random()
            try DurableFile.write(Array((Data(key.bytes).base64EncodedString() + "\n").utf8), to: path)
            return path
        }
        let next = try place(MasterKey.nextFileName)
        let named = try place("mine.key")
        await #expect(throws: MasterKeyError.unfinishedRotation(path: next)) {
            try await MasterKeyRotation.run(folder: folder.path, source: MasterKeySource(), newKeyFile: named)
        }
        try await folder.open { office in #expect(office.office.hasCompletedRotation) }
        let outcome = try await MasterKeyRotation.run(
            folder: folder.path,
            source: MasterKeySource(),
            newKeyFile: named
        )
        #expect(outcome.organizations == 1)
        let (now, mine) = (try MasterKey.load(folder: folder.path, environment: nil), try MasterKey.load(file: named))
        #expect(now.bytes == mine.bytes)
    }

    @Test(arguments: ["sleep 100", "echo some; sleep 100", "exec >/dev/null; sleep 100"])
    func `is not waited for without end where a command prints it`(command: String) async throws {
        let source = MasterKeySource(command: command, commandLimit: .seconds(1))
        await #expect(throws: MasterKeyError.commandTooSlow(seconds: 1)) { try await source.load(folder: "/nowhere") }
    }
}
