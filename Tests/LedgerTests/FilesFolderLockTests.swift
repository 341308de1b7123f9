import Foundation
import LedgerConformance
import LedgerFiles
import Testing

struct FilesFolderLockTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func `a second one is refused, and told who has it`() throws {
        let lock = try FolderLock(folder: folder.path)
        let holder = "pid \(ProcessInfo.processInfo.processIdentifier)"
        let error = #expect(throws: FolderLockError.held(folder: folder.path, process: holder)) {
            _ = try FolderLock(folder: folder.path)
        }
        #expect(error?.description.contains(folder.path) == true)
        #expect(error?.description.contains(holder) == true)
        lock.close()
        lock.close()
        _ = try FolderLock(folder: folder.path)
    }

    @Test func `it is released when its owner goes`() throws {
        for _ in 0..<3 { _ = try FolderLock(folder: folder.path) }
        #expect(folder.files() == ["lock"])
    }

    @Test func `another process is kept out, and let in afterwards`() throws {
        let lock = try FolderLock(folder: folder.path)
        #expect(try canLock() == false)
        lock.close()
        #expect(try canLock())
    }

    @Test func `a folder that is not there is named`() {
        let error = #expect(throws: FolderLockError.self) { _ = try FolderLock(folder: folder.path("nowhere")) }
        #expect(error?.description.contains("nowhere/lock") == true)
    }

    private func canLock() throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["--nonblock", folder.path("lock"), "true"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
