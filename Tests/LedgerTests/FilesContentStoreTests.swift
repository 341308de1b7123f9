import Crypto
import Foundation
import Ledger
import LedgerConformance
import LedgerFiles
import Testing

struct FilesContentStoreTests {
    private let folder: ScratchFolder
    private let index = IndexKey.random()
    private let key = SubjectKey(
        subject: .document(OpaqueID(high: 0, low: 1)),
        id: OpaqueID(high: 0, low: 4),
        key: SymmetricKey(data: Array(0..<32))
    )

    init() throws {
        folder = try ScratchFolder()
    }

    private func store(_ index: IndexKey? = nil) -> FolderContentStore {
        FolderContentStore(folder: folder.path("content"), index: index ?? self.index)
    }

    private func put(_ bytes: [UInt8], key: SubjectKey? = nil) async throws -> ContentName {
        try #require(try await store().put([(bytes: bytes, key: key ?? self.key)]).first)
    }

    private func file(of name: ContentName) -> String { "content/\(name.text.prefix(2))/\(name.text)" }

    @Test(arguments: ContentStoreCase.all)
    func `the content store in a folder keeps every promise`(promise: ContentStoreCase) async throws {
        try await promise.run { [folder] in
            FolderContentStore(folder: folder.path("content"), index: .random())
        }
    }

    @Test func `a file that another program sealed opens`() async throws {
        let known = try #require(IndexKey(bytes: UInt8(0)..<32))
        let name = ContentName(of: Array("abc".utf8), subject: key.subject, key: known)
        try FileManager.default.createDirectory(
            atPath: folder.path("content/f5"),
            withIntermediateDirectories: true
        )
        try folder.write(
            bytes(
                "0100000000000000000000000000000004" + "6465666768696a6b6c6d6e6f2979bd8e512df0ecfdeb50de0fdc6d9ead23a7"
            ),
            to: file(of: name)
        )
        #expect(try await store(known).get(name, key: key) == Array("abc".utf8))
    }

    @Test func `content is found after a restart, and nothing of it is readable`() async throws {
        let content = Array("Factuur 2026-0042 voor Voorbeeld".utf8)
        let name = try await put(content)
        #expect(folder.files() == [file(of: name)])
        #expect(try folder.permissions(file(of: name)) == 0o600)
        #expect(try folder.holds(content) == false)
        #expect(try folder.holds(Array("2026-0042".utf8)) == false)
        #expect(try await store().get(name, key: key) == content)
    }

    @Test func `content that is there is not written again`() async throws {
        let name = try await put([1, 2, 3])
        let before = try folder.read(file(of: name))
        #expect(try await put([1, 2, 3]) == name)
        #expect(try folder.read(file(of: name)) == before)
    }

    @Test func `a file that was cut short is written again`() async throws {
        let name = try await put([1, 2, 3])
        try folder.write(Array(try folder.read(file(of: name)).dropLast()), to: file(of: name))
        await #expect(throws: ContentStoreError.damaged(name)) { try await store().get(name, key: key) }
        #expect(try await put([1, 2, 3]) == name)
        #expect(try await store().get(name, key: key) == [1, 2, 3])
    }

    @Test func `every changed byte is noticed`() async throws {
        let name = try await put([1, 2, 3])
        let whole = try folder.read(file(of: name))
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 1
            try folder.write(changed, to: file(of: name))
            await #expect(throws: ContentStoreError.damaged(name)) { try await store().get(name, key: key) }
        }
    }

    @Test func `a file under another name does not open`() async throws {
        let (one, other) = (try await put([1]), try await put([2]))
        try folder.write(try folder.read(file(of: one)), to: file(of: other))
        await #expect(throws: ContentStoreError.damaged(other)) { try await store().get(other, key: key) }
    }

    @Test func `what an ended process left half written is cleared away`() async throws {
        _ = try await put([1])
        try folder.write([1, 2, 3], to: "content/incoming/left-over")
        let name = try await put([2])
        #expect(folder.files().allSatisfy { !$0.contains("incoming") })
        #expect(try await store().get(name, key: key) == [2])
    }

    @Test func `a reader makes no folder`() async throws {
        let name = ContentName(of: [1], subject: key.subject, key: index)
        await #expect(throws: ContentStoreError.missing(name)) { try await store().get(name, key: key) }
        try await store().remove(name)
        #expect(FileManager.default.fileExists(atPath: folder.path("content")) == false)
    }

    @Test func `content past the limit is refused`() async throws {
        let large = [UInt8](repeating: 0, count: FolderContentStore.sizeLimit + 1)
        await #expect(throws: ContentStoreError.self) { try await store().put([(bytes: large, key: key)]) }
    }

    @Test func `a folder that cannot be made is named`() async throws {
        let store = FolderContentStore(folder: folder.path("no/where"), index: index)
        let error = await #expect(throws: ContentStoreError.self) { try await store.put([(bytes: [1], key: key)]) }
        guard case .storage(let reason) = error else { Issue.record("a storage error is expected"); return }
        #expect(reason.contains("no/where"))
    }
}
