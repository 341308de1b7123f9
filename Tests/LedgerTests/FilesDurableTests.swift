import Foundation
import LedgerConformance
import LedgerFiles
import Testing

struct FilesDurableTests {
    @Test func `a file is replaced whole, and nothing else is left`() throws {
        let folder = try ScratchFolder()
        for bytes: [UInt8] in [[1, 2, 3], [], [4]] {
            try DurableFile.write(bytes, to: folder.path("file"))
            #expect(try DurableFile.read(folder.path("file"), limit: 3) == bytes)
            #expect(folder.files() == ["file"])
        }
    }

    @Test func `a failed write leaves the earlier file and nothing else`() throws {
        let folder = try ScratchFolder()
        try DurableFile.makeFolder(folder.path("taken"))
        try DurableFile.makeFolder(folder.path("taken/inside"))
        let error = #expect(throws: FileError.self) { try DurableFile.write([1], to: folder.path("taken")) }
        #expect(error?.path == folder.path("taken"))
        #expect(folder.files().isEmpty)
    }

    @Test func `a file that is missing, too long or in no folder`() throws {
        let folder = try ScratchFolder()
        #expect(try DurableFile.read(folder.path("none"), limit: 10) == nil)
        try DurableFile.write([1, 2], to: folder.path("file"))
        #expect(throws: FileError.self) { try DurableFile.read(folder.path("file"), limit: 1) }
        let error = #expect(throws: FileError.self) { try DurableFile.write([1], to: folder.path("no/file")) }
        #expect(error?.description.contains(folder.path("no/file")) == true)
    }

    @Test func `making a folder again changes nothing`() throws {
        let folder = try ScratchFolder()
        for _ in 0..<2 { try DurableFile.makeFolder(folder.path("folder")) }
        #expect(try folder.permissions("folder") == 0o700)
        #expect(throws: FileError.self) { try DurableFile.makeFolder(folder.path("no/folder")) }
    }
}
