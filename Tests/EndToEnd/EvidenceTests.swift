import Foundation
import Testing

/// Receipts and bundles of the real service, checked by the audit tool and by another program.
@Suite(.timeLimit(.minutes(5)))
struct EvidenceTests {
    private struct Consistency: Decodable {
        var proof: [String]
    }

    /// Another program, in Python, that knows nothing of this package.
    private static var stranger: String {
        Binary.packageFolder.appending(path: "Tests/EndToEnd/check_evidence.py").path
    }

    private static func strangerSays(_ arguments: String...) async throws -> FinishedCommand {
        try await FinishedCommand.run(program: "/usr/bin/python3", [stranger] + arguments)
    }

    @Test
    func `a receipt holds for a stranger and for the tool, and for neither once a byte changed`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            let service = try await RunningService.start(data: folder.data, accessKey: folder.accessKey)
            do {
                let key = try await service.call("GET", "/v1/checkpoint/key").text.trimmingCharacters(in: .newlines)
                let receipt = try await service.call("GET", "/v1/events/2/receipt")
                let entry = try await service.call("GET", "/v1/events/2/entry")
                #expect(receipt.status == 200 && entry.status == 200)
                let path = "\(scratch)/event.tlog-proof"
                try receipt.body.write(to: URL(filePath: path))
                let tool = try await FinishedCommand.run("postboek-audit", ["check-receipt", path, "--key", key])
                #expect(tool.code == 0, "\(tool.errors)")
                #expect(tool.output.contains(entry.text))
                let stranger = try await Self.strangerSays("receipt", path, key)
                #expect(stranger.code == 0, "\(stranger.errors)")
                #expect(stranger.output.contains(entry.text))
                for place in stride(from: 0, to: receipt.body.count, by: max(1, receipt.body.count / 12)) {
                    var changed = receipt.body
                    changed[place] ^= 1
                    try changed.write(to: URL(filePath: path))
                    let tool = try await FinishedCommand.run("postboek-audit", ["check-receipt", path, "--key", key])
                    #expect(tool.code == 1, "byte \(place): \(tool.output)")
                    #expect(try await Self.strangerSays("receipt", path, key).code == 1, "byte \(place)")
                }
            } catch {
                await service.stop()
                throw error
            }
            await service.stop()
        }
    }

    @Test
    func `tiles give a stranger the root that the checkpoint signs`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                let checkpoint = try await service.call("GET", "/v1/tlog/checkpoint").text
                let key = try await service.call("GET", "/v1/checkpoint/key").text.trimmingCharacters(in: .newlines)
                let size = try #require(checkpoint.split(separator: "\n").dropFirst().first)
                let tile = try await service.call("GET", "/v1/tlog/tile/0/000.p/\(size)")
                let entries = try await service.call("GET", "/v1/tlog/tile/entries/000.p/\(size)")
                #expect(tile.status == 200 && entries.status == 200)
                for (name, data) in [
                    ("checkpoint", Data(checkpoint.utf8)), ("tile", tile.body), ("entries", entries.body),
                ] {
                    try data.write(to: URL(filePath: "\(scratch)/\(name)"))
                }
                let stranger = try await Self.strangerSays(
                    "tiles",
                    "\(scratch)/checkpoint",
                    "\(scratch)/tile",
                    "\(scratch)/entries",
                    key
                )
                #expect(stranger.code == 0, "\(stranger.errors)")
                for path in ["0/001", "0/000.p/0", "0/000", "64/000.p/1", "0/0", "x/000.p/1", "0/x000/000.p/1"] {
                    #expect(try await service.call("GET", "/v1/tlog/tile/\(path)").status == 404, "\(path)")
                }
            }
        }
    }

    @Test
    func `an older checkpoint is shown to be the beginning, and a forged one is not`() async throws {
        try await withScratchFolder { scratch in
            var folder = try await FilledFolder.make(in: scratch, crash: false)
            var (old, new, key, proof) = ("", "", "", Data())
            try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                old = try await service.call("GET", "/v1/checkpoint").text
                key = try await service.call("GET", "/v1/checkpoint/key").text.trimmingCharacters(in: .newlines)
            }
            try await folder.sendMore()
            try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                new = try await service.call("GET", "/v1/checkpoint").text
                let size = String(old.split(separator: "\n")[1])
                proof = try await service.call("GET", "/v1/checkpoint/consistency?old=\(size)").body
            }
            for (name, data) in [("old", Data(old.utf8)), ("new", Data(new.utf8)), ("proof", proof)] {
                try data.write(to: URL(filePath: "\(scratch)/\(name)"))
            }
            let arguments = ["consistency", "\(scratch)/old", "\(scratch)/new"]
            let offline = arguments + ["--key", key, "--proof", "\(scratch)/proof"]
            #expect(try await FinishedCommand.run("postboek-audit", offline).code == 0)
            let online = arguments + ["--ledger", folder.organization]
            #expect(try await FinishedCommand.run("postboek-audit", online).code == 0)
            let sizes = ["consistency", "3", "5", "--ledger", folder.organization]
            #expect(try await FinishedCommand.run("postboek-audit", sizes).code == 0)
            // Swapped, or with the proof of other sizes: that is a mistake of who asks, and nobody rewrote anything.
            let swapped = ["consistency", "\(scratch)/new", "\(scratch)/old"]
            for arguments in [
                swapped + ["--key", key, "--proof", "\(scratch)/proof"], swapped + ["--ledger", folder.organization],
                ["consistency", "\(scratch)/old", "\(scratch)/old", "--key", key, "--proof", "\(scratch)/proof"],
            ] {
                let mistaken = try await FinishedCommand.run("postboek-audit", arguments)
                #expect(mistaken.code == 2 && !mistaken.errors.contains("REWRITTEN"), "\(mistaken.errors)")
                #expect(mistaken.errors.contains("fewer events first") || mistaken.errors.contains("other sizes"))
            }
            let hash = try #require(try JSONDecoder().decode(Consistency.self, from: proof).proof.first)
            let forged = String(decoding: proof, as: UTF8.self).replacing(
                hash,
                with: String(repeating: "A", count: 43) + "="
            )
            try Data(forged.utf8).write(to: URL(filePath: "\(scratch)/proof"))
            let unproved = try await FinishedCommand.run("postboek-audit", offline)
            #expect(unproved.code == 1 && unproved.errors.contains("NOT SHOWN"), "\(unproved.errors)")
        }
    }

    @Test
    func `a bundle holds for a stranger and for the tool, and for neither once a byte changed`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                let key = try await service.call("GET", "/v1/checkpoint/key").text.trimmingCharacters(in: .newlines)
                let path = "\(scratch)/evidence.zip"
                let made = try await FinishedCommand.run(
                    "postboek",
                    ["bundle", "invoice-2026-1", "--output", path, "--url", service.url],
                    environment: ["POSTBOEK_KEY": folder.accessKey]
                )
                #expect(made.code == 0, "\(made.errors)")
                let tool = try await FinishedCommand.run("postboek-audit", ["check-bundle", path, "--key", key])
                #expect(tool.code == 0, "\(tool.errors)")
                #expect(tool.output.contains("message.delivered"))
                let stranger = try await Self.strangerSays("bundle", path, key)
                #expect(stranger.code == 0, "\(stranger.errors)")
                #expect(stranger.output.contains("customer@example.com") && stranger.output.contains("attachments 1"))
                let everywhere = try await Self.strangerSays("bytes", path, key, "97")
                #expect(everywhere.code == 0, "\(everywhere.output)\(everywhere.errors)")
                let bytes = try Data(contentsOf: URL(filePath: path))
                for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
                    var changed = bytes
                    changed[place] ^= 1
                    try changed.write(to: URL(filePath: path))
                    let tool = try await FinishedCommand.run("postboek-audit", ["check-bundle", path, "--key", key])
                    #expect(tool.code == 1, "byte \(place)")
                }
            }
        }
    }
}
