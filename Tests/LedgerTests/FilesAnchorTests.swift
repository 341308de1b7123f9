import LedgerConformance
import LedgerFiles
import Testing

struct FilesAnchorTests {
    private let folder: ScratchFolder
    private let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.path("anchor")
    }

    private func note(_ size: Int) -> String { "example.nl/ledger\n\(size)\nroot\n\n— example.nl/ledger c2lnbmVk\n" }

    @Test func `an anchor that was never written holds nothing, and reading makes no file`() throws {
        #expect(try FileAnchor(path: path).read().isEmpty)
        #expect(folder.files().isEmpty)
    }

    @Test func `the two newest notes stand in it, the newest first`() throws {
        let anchor = FileAnchor(path: path)
        for size in 1...9 {
            try anchor.write(note(size))
            #expect(try anchor.read() == (size == 1 ? [note(1)] : [note(size), note(size - 1)]))
            #expect(try folder.read("anchor").count == 8192)
        }
        #expect(try folder.permissions("anchor") == 0o600)
    }

    @Test func `an anchor that is opened again goes on with the older slot`() throws {
        for size in 1...7 { try FileAnchor(path: path).write(note(size)) }
        #expect(try FileAnchor(path: path).read() == [note(7), note(6)])
    }

    @Test func `of two notes of one size the one written last comes first`() throws {
        let anchor = FileAnchor(path: path)
        try anchor.write(note(5) + "a")
        try anchor.write(note(5) + "b")
        #expect(try anchor.read() == [note(5) + "b", note(5) + "a"])
    }

    /// Sizes 1 to 3 are written; the third, over the first, gets no further than `count` bytes.
    @Test(arguments: [0, 1, 8, 39, 40, 51, 52, 60, 100, 512, 4095])
    func `a write that was cut short leaves the other slot`(count: Int) throws {
        let anchor = FileAnchor(path: path)
        try anchor.write(note(1))
        try anchor.write(note(2))
        let before = try folder.read("anchor")
        try anchor.write(note(333))
        let after = try folder.read("anchor")
        try folder.write(Array(after.prefix(count) + before.dropFirst(count)), to: "anchor")
        let notes = try FileAnchor(path: path).read()
        let isWhole = after.prefix(4096).elementsEqual(after.prefix(count) + before[count..<4096])
        #expect(notes.contains(note(2)))
        #expect(notes.contains(note(333)) == isWhole)
        try FileAnchor(path: path).write(note(4))
        #expect(try FileAnchor(path: path).read().contains(note(4)))
        #expect(try FileAnchor(path: path).read().count == 2)
    }

    @Test func `a first write that was cut short leaves an anchor that was never written`() throws {
        try FileAnchor(path: path).write(note(1))
        var file = try folder.read("anchor")
        file[60] ^= 1
        try folder.write(file, to: "anchor")
        #expect(try FileAnchor(path: path).read().isEmpty)
    }

    @Test func `an anchor without a whole slot is no empty anchor`() throws {
        let anchor = FileAnchor(path: path)
        for size in 1...2 { try anchor.write(note(size)) }
        let whole = try folder.read("anchor")
        var changed = whole
        changed[60] ^= 1
        changed[4096 + 60] ^= 1
        for file in [changed, Array(whole.dropLast()), [], whole + [0]] {
            try folder.write(file, to: "anchor")
            #expect(throws: FileAnchorError.damaged(path: path)) { try FileAnchor(path: path).read() }
            #expect(throws: FileAnchorError.damaged(path: path)) { try FileAnchor(path: path).write(note(3)) }
            #expect(try folder.read("anchor") == file)
        }
    }

    @Test func `every changed byte of a slot is noticed`() throws {
        let anchor = FileAnchor(path: path)
        for size in 1...2 { try anchor.write(note(size)) }
        let whole = try folder.read("anchor")
        for index in stride(from: 0, to: 4096, by: 13) {
            var changed = whole
            changed[index] ^= 0x10
            try folder.write(changed, to: "anchor")
            #expect(try FileAnchor(path: path).read() == [note(2)])
        }
    }

    @Test func `a note that does not fit is refused, and harms nothing`() throws {
        let anchor = FileAnchor(path: path)
        try anchor.write(note(1))
        try anchor.write(String(repeating: "x", count: 4044))
        #expect(throws: FileAnchorError.tooLong(count: 4045)) {
            try anchor.write(String(repeating: "x", count: 4045))
        }
        try anchor.write(note(3))
        #expect(try anchor.read().first == note(3))
    }
}
