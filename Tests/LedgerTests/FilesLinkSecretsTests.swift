import Ledger
import LedgerConformance
import LedgerFiles
import Testing

struct FilesLinkSecretsTests {
    private let folder: ScratchFolder
    private let master = MasterKey.random()

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func `the first secret is made once, for its owner only`() throws {
        let made = try LinkSecrets.load(folder: folder.path, master: master)
        #expect(made.current == 1)
        #expect(made.secrets.mapValues(\.count) == [1: 32])
        #expect(folder.files() == ["links.keys"])
        #expect(try folder.permissions("links.keys") == 0o600)
        #expect(try LinkSecrets.load(folder: folder.path, master: master).secrets == made.secrets)
        #expect(try folder.holds(#require(made.secrets[1])) == false)
    }

    @Test func `of many who make them at once, all get the same`() async throws {
        let found = try await withThrowingTaskGroup { [folder, master] group in
            for _ in 0..<20 {
                group.addTask { try LinkSecrets.load(folder: folder.path, master: master).secrets }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found.count == 1)
    }

    @Test func `a new version becomes current, and the old ones stay`() throws {
        let first = try LinkSecrets.load(folder: folder.path, master: master)
        let renewed = try LinkSecrets.renew(folder: folder.path, master: master)
        #expect(renewed.current == 2)
        #expect(renewed.secrets[1] == first.secrets[1])
        #expect(renewed.secrets[2] != renewed.secrets[1])
        let loaded = try LinkSecrets.load(folder: folder.path, master: master)
        #expect(loaded.current == 2)
        #expect(loaded.secrets == renewed.secrets)
    }

    @Test func `there are at most 255 versions`() throws {
        for _ in 1..<255 { _ = try LinkSecrets.renew(folder: folder.path, master: master) }
        #expect(try LinkSecrets.load(folder: folder.path, master: master).secrets.count == 255)
        #expect(throws: LinkSecretsError.full(path: folder.path("links.keys"))) {
            try LinkSecrets.renew(folder: folder.path, master: master)
        }
    }

    @Test func `they survive a new master key, and the old one opens nothing`() throws {
        let before = try LinkSecrets.renew(folder: folder.path, master: master)
        let next = MasterKey.random()
        try LinkSecrets.rewrap(folder: folder.path, from: master, to: next)
        let after = try LinkSecrets.load(folder: folder.path, master: next)
        #expect(after.current == before.current)
        #expect(after.secrets == before.secrets)
        #expect(throws: LinkSecretsError.wrongMasterKey(path: folder.path("links.keys"))) {
            try LinkSecrets.load(folder: folder.path, master: master)
        }
    }

    @Test func `every changed byte is noticed, and no new secrets are made`() throws {
        _ = try LinkSecrets.load(folder: folder.path, master: master)
        let whole = try folder.read("links.keys")
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 1
            try folder.write(changed, to: "links.keys")
            #expect(throws: LinkSecretsError.self) { try LinkSecrets.load(folder: folder.path, master: master) }
            #expect(try folder.read("links.keys") == changed)
        }
        for file in [[], Array(whole.dropLast()), Array(whole.prefix(56)), Array(whole.prefix(57))] {
            try folder.write(file, to: "links.keys")
            #expect(throws: LinkSecretsError.damaged(path: folder.path("links.keys"))) {
                try LinkSecrets.load(folder: folder.path, master: master)
            }
        }
    }
}
