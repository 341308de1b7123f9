import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct AuditToolTests {
    private struct ReplayAnswer: Decodable {
        struct View: Decodable {
            struct Table: Decodable {
                struct Row: Decodable {
                    var key: String
                }
                var name: String
                var differences: Int
                var first: [Row]
            }
            var name: String
            var status: String
            var events: Int64?
            var liveState: String?
            var tables: [Table]
        }
        var agrees: Bool
        var events: Int64
        var views: [View]
    }

    private struct ExportedEvent: Decodable {
        struct Fields: Decodable {
            var subject: String?
        }
        var position: Int64
        var type: String
        var data: Fields
    }

    private struct StoredEvent: Decodable {
        var position: Int64
        var header: String
        var body: String
    }

    @Test(arguments: [true, false])
    func `a folder is verified, replayed and exported without a byte of it changing`(crashed: Bool) async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: crashed)
            let before = try folder.files()

            let verified: VerifyAnswer = try await audit("verify", folder, ["--content"]).json()
            #expect(verified.isSound)
            #expect(verified.keySource == "keyFile")
            #expect(verified.sealed?.erased == 0)
            #expect(verified.content?.mails == 3)
            #expect(verified.content?.attachments == 3)

            let replayed: ReplayAnswer = try await audit("replay", folder).json()
            #expect(replayed.agrees)
            #expect(replayed.events == verified.events)
            #expect(replayed.views.count >= 5 && replayed.views.allSatisfy { $0.status == "equal" })

            let exported: [ExportedEvent] = try lines(try await audit("export", folder))
            #expect(exported.map(\.position) == Array(0..<verified.events))
            #expect(exported.filter { $0.type == "message.queued" }.map(\.position) == folder.positions)
            #expect(exported.contains { $0.data.subject == "Invoice 2026-1" })

            let timeline: [ExportedEvent] = try lines(try await audit("timeline", folder, ["invoice-2026-2"]))
            #expect(
                timeline.map(\.type) == [
                    "document.registered", "message.queued", "message.attempted", "message.sent", "message.delivered",
                ]
            )
            #expect(try folder.files() == before)
        }
    }

    @Test
    func `a key file put back from before an erasure opens nothing of the person`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            let keys = "\(folder.organization)/keys.sqlite"
            let kept = try Data(contentsOf: URL(filePath: keys))
            let erase = ["erase", "customer@example.com", "--yes", "--data", folder.data]
            #expect(try await FinishedCommand.run("postboek", erase).code == 0)
            let clean = try await audit("verify", folder)
            #expect(clean.code == 0 && !clean.errors.contains("from before"))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: keys + suffix) }
            try kept.write(to: URL(filePath: keys))

            let exported = try await audit("export", folder)
            #expect(exported.code == 0 && !exported.output.contains("customer@example.com"))
            #expect(exported.errors.contains("holds a key of erased persons"))
            let timeline = try await audit("timeline", folder, ["invoice-2026-2"])
            #expect(!timeline.output.contains("customer@example.com"))
            let verified: VerifyAnswer = try await audit("verify", folder).json()
            #expect(verified.isSound)
            #expect(try await audit("replay", folder).code == 0)
        }
    }

    @Test
    func `without the master key only what is clear is checked, and the report says so`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            let copy = "\(scratch)/copy"
            try FileManager.default.copyItem(atPath: folder.organization, toPath: copy)

            let clear = try await FinishedCommand.run("postboek-audit", ["verify", copy])
            #expect(clear.code == 0)
            #expect(clear.output.contains("there is no master key at hand"))
            #expect(clear.output.contains("pin it with --vkey"))
            let stored: [StoredEvent] = try lines(
                try await FinishedCommand.run("postboek-audit", ["export", copy, "--sealed"])
            )
            #expect(!stored.contains { $0.body.contains("Invoice 2026-1") })

            let key = ["--key", "\(folder.data)/instance.key", "--json"]
            let opened = try await FinishedCommand.run("postboek-audit", ["verify", copy] + key)
            #expect(try opened.json(as: VerifyAnswer.self).sealed != nil)
        }
    }

    @Test
    func `a ledger is held against the public key that was pinned`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: "\(scratch)", crash: false)
            let key = try #require(try await audit("verify", folder).json(as: VerifyAnswer.self).verifierKey)
            let pinned: VerifyAnswer = try await audit("verify", folder, ["--vkey", key]).json()
            #expect(pinned.keySource == "pinned")
            #expect(pinned.isSound)
            let other = "example.com/log+530ff3d1+AeqZJr8QWPwzYRCWgSnnzk0SCM0VXlp+SeJGBUHm2Dhl"
            #expect(try await audit("verify", folder, ["--vkey", other]).code != 0)
        }
    }

    @Test
    func `a row that was changed in a view is named, and a view that is behind is compared as far as it is`()
        async throws
    {
        try await withScratchFolder { scratch in
            var folder = try await FilledFolder.make(in: scratch, crash: false)
            let views = "\(folder.organization)/views"
            let aside = "\(scratch)/views-before"
            try FileManager.default.copyItem(atPath: views, toPath: aside)
            try await folder.sendMore()
            let newest: ReplayAnswer = try await audit("replay", folder).json()

            try FileManager.default.removeItem(atPath: views)
            try FileManager.default.moveItem(atPath: aside, toPath: views)
            let behind: ReplayAnswer = try await audit("replay", folder).json()
            #expect(behind.agrees)
            #expect(behind.views.allSatisfy { ($0.events ?? .max) < newest.events })

            let change =
                "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(\"INSERT INTO setting VALUES ('made-up', '1', 1)\"); db.commit(); db.close()"
            let settings = "\(views)/settings-v4.sqlite"
            #expect(
                try await FinishedCommand.run(program: "/usr/bin/env", ["python3", "-c", change, settings]).code == 0
            )
            let replayed = try await audit("replay", folder)
            #expect(replayed.code == 1)
            let different = try replayed.json(as: ReplayAnswer.self).views.filter { $0.status == "different" }
            #expect(different.map(\.name) == ["settings"])
            #expect(different.first?.tables.first?.first.map(\.key) == ["name='made-up'"])
        }
    }

    @Test(arguments: [["verify", "/nowhere"], ["verify"], ["replay", "/tmp", "--frobnicate"], ["nonsense"]])
    func `a question that cannot be answered ends with 2`(arguments: [String]) async throws {
        let command = try await FinishedCommand.run("postboek-audit", arguments)
        #expect(command.code == 2)
        #expect(!command.errors.isEmpty)
    }

    private func audit(
        _ subcommand: String,
        _ folder: FilledFolder,
        _ arguments: [String] = []
    ) async throws -> FinishedCommand {
        try await FinishedCommand.run("postboek-audit", [subcommand, folder.organization, "--json"] + arguments)
    }

    private func lines<Value: Decodable>(_ command: FinishedCommand) throws -> [Value] {
        try command.output.split(separator: "\n").map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
}
