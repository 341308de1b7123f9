import Foundation
import Testing

/// A real witness beside a real service: what it cosigns, and what a stranger makes of it.
@Suite(.timeLimit(.minutes(5)))
struct AnchoringTests {
    private struct Anchors: Decodable {
        struct Cosigned: Decodable {
            var size: Int64
            var witnesses: [String]
        }
        struct Witness: Decodable {
            struct Attempt: Decodable {
                var size: Int64?
                var failure: String?
                var failures: Int?
            }
            var name: String
            var attempt: Attempt
        }
        var size: Int64
        var cosigned: Cosigned?
        var witnesses: [Witness]
    }

    /// A running witness of its own folder.
    private struct RunningWitness {
        let key: String
        let url: String
        let process: RunningProcess

        /// Makes a key, and the folder with it.
        static func key(_ name: String, in folder: String) async throws -> String {
            let made = try await FinishedCommand.run(
                "postboek",
                ["witness", "new-key", "--name", name, "--folder", folder]
            )
            #expect(made.code == 0, "\(made.errors)")
            return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        static func start(_ key: String, in folder: String, port: Int = 0) async throws -> Self {
            let process = try RunningProcess(
                try Binary.path("postboek"),
                ["witness", "serve", "--folder", folder, "--port", "\(port)"]
            )
            for _ in 0..<1500 where !process.output.contains("listens at ") {
                try await Task.sleep(for: .milliseconds(20))
            }
            let words = process.output.split(separator: " ")
            let url = try #require(words.first { $0.hasPrefix("http://") }, "\(process.errors)")
            return Self(key: key, url: String(url.dropLast()), process: process)
        }
    }

    private static func stranger(_ arguments: String...) async throws -> FinishedCommand {
        let script = Binary.packageFolder.appending(path: "Tests/EndToEnd/check_evidence.py").path
        return try await FinishedCommand.run(program: "/usr/bin/python3", [script] + arguments)
    }

    @Test
    func `a witness cosigns what grows, strangers verify it, and a ledger that was put back is refused`() async throws {
        try await withScratchFolder { scratch in
            let witnessFolder = "\(scratch)/witness"
            let witnessKey = try await RunningWitness.key("accountant.example/w1", in: witnessFolder)
            let silentKey = try await RunningWitness.key("silent.example/w2", in: "\(scratch)/silent")
            var folder = try await FilledFolder.make(in: scratch, crash: false)
            let copy = "\(scratch)/copy"
            try FileManager.default.copyItem(atPath: folder.data, toPath: copy)
            let key = try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                try await service.call("GET", "/v1/checkpoint/key").text.trimmingCharacters(in: .newlines)
            }
            let watched = try await FinishedCommand.run(
                "postboek",
                ["witness", "watch", key, "--folder", witnessFolder]
            )
            #expect(watched.code == 0, "\(watched.errors)")
            let witness = try await RunningWitness.start(witnessKey, in: witnessFolder)
            do {
                let named = try await FinishedCommand.run(
                    "postboek",
                    [
                        "anchor", "witness", "--data", folder.data, "--add", "\(witnessKey)=\(witness.url)", "--add",
                        "\(silentKey)=http://127.0.0.1:1",
                    ]
                )
                #expect(named.code == 0, "\(named.errors)")
                try await check(folder, witnessKey, key, scratch)
                try await folder.sendMore()
                try await checkRefusal(copy, folder, witness, scratch)
            } catch {
                await witness.process.end(SIGTERM)
                throw error
            }
            await witness.process.end(SIGTERM)
            try await checkNewBeginning(copy, key, witnessKey, in: witnessFolder)
        }
    }

    private func check(_ folder: FilledFolder, _ witnessKey: String, _ key: String, _ scratch: String) async throws {
        try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
            let anchors = try await service.call("POST", "/v1/anchors").json(as: Anchors.self)
            #expect(anchors.cosigned?.size == anchors.size)
            #expect(anchors.cosigned?.witnesses == ["accountant.example/w1"])
            #expect(anchors.witnesses.last?.attempt.failures == 1 && anchors.witnesses.last?.attempt.size == nil)
            let checkpoint = try await service.call("GET", "/v1/checkpoint").text
            #expect(checkpoint.contains("\u{2014} accountant.example/w1 "))
            #expect(try await service.call("GET", "/v1/checkpoint?cosigned=true").text == checkpoint)

            let receipt = "\(scratch)/cosigned.tlog-proof"
            try await service.call("GET", "/v1/events/2/receipt").body.write(to: URL(filePath: receipt))
            let bundle = "\(scratch)/cosigned.zip"
            let evidence = try await service.call("GET", "/v1/documents/invoice-2026-1/bundle")
            try evidence.body.write(to: URL(filePath: bundle))
            for (command, path, step) in [("check-receipt", receipt, "7"), ("check-bundle", bundle, "211")] {
                let trusting = [command, path, "--key", key]
                #expect(try await FinishedCommand.run("postboek-audit", trusting).code == 0)
                let tool = try await FinishedCommand.run("postboek-audit", trusting + ["--witness", witnessKey])
                #expect(tool.code == 0 && tool.output.contains("by accountant.example/w1 at"), "\(tool.errors)")
                let other = try await RunningWitness.key("other", in: "\(scratch)/\(command)")
                let both = trusting + ["--witness", witnessKey, "--witness", other]
                #expect(try await FinishedCommand.run("postboek-audit", both).code == 1)
                #expect(try await FinishedCommand.run("postboek-audit", both + ["--quorum", "1"]).code == 0)
                let stranger = try await Self.stranger("bytes", path, key, step, witnessKey)
                #expect(stranger.code == 0, "\(stranger.output)\(stranger.errors)")
                #expect(try await Self.stranger("bytes", path, key, step, other).code == 1)
            }
        }
    }

    /// The copy knows less than the witness: what grows out of it is refused, and the report says what happened.
    private func checkRefusal(
        _ copy: String,
        _ folder: FilledFolder,
        _ witness: RunningWitness,
        _ scratch: String
    ) async throws {
        try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
            let grown = try await service.call("POST", "/v1/anchors").json(as: Anchors.self)
            #expect(grown.cosigned?.size == grown.size)
        }
        let named = try await FinishedCommand.run(
            "postboek",
            ["anchor", "witness", "--data", copy, "--add", "\(witness.key)=\(witness.url)"]
        )
        #expect(named.code == 0, "\(named.errors)")
        // A receipt that the tool makes of the folder carries the cosignatures that the folder holds.
        let receipt = "\(scratch)/audit.tlog-proof"
        let made = try await FinishedCommand.run("postboek-audit", ["receipt", folder.organization, "2"])
        try Data(made.output.utf8).write(to: URL(filePath: receipt))
        let key = try await FinishedCommand.run("postboek-audit", ["receipt", folder.organization, "2", "--json"])
        let verifier = try JSONDecoder().decode(MadeReceipt.self, from: Data(key.output.utf8)).verifierKey
        let checked = try await FinishedCommand.run(
            "postboek-audit",
            ["check-receipt", receipt, "--key", verifier, "--witness", witness.key]
        )
        #expect(checked.code == 0 && checked.output.contains("by accountant.example/w1"), "\(checked.errors)")
        let refused = try await FinishedCommand.run("postboek", ["anchor", "--now", "--data", copy])
        #expect(refused.code != 0 && refused.errors.contains("put back from an older copy"), "\(refused.errors)")
        #expect(refused.output.contains("put back from an older copy"), "\(refused.output)")
        #expect(refused.output.contains("not yet"))
    }

    /// The witness's owner, and nobody else, lets it begin anew with the ledger that was put back.
    private func checkNewBeginning(
        _ copy: String,
        _ key: String,
        _ witnessKey: String,
        in folder: String
    ) async throws {
        let aside = ["witness", "set-aside", "--folder", folder]
        let done = try await FinishedCommand.run("postboek", aside + [key])
        #expect(done.code == 0 && done.output.hasPrefix("set aside as "), "\(done.errors)")
        let place = done.output.dropFirst("set aside as ".count).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try String(contentsOfFile: place, encoding: .utf8).hasPrefix("\(key.prefix { $0 != "+" })\n"))
        let again = try await FinishedCommand.run("postboek", aside + [key])
        #expect(again.code != 0 && again.errors.contains("nothing was cosigned"), "\(again.errors)")
        let witness = try await RunningWitness.start(witnessKey, in: folder)
        do {
            let named = try await FinishedCommand.run(
                "postboek",
                ["anchor", "witness", "--data", copy, "--add", "\(witnessKey)=\(witness.url)"]
            )
            #expect(named.code == 0, "\(named.errors)")
            let now = try await FinishedCommand.run("postboek", ["anchor", "--now", "--data", copy, "--json"])
            let anchors = try now.json(as: Anchors.self)
            #expect(anchors.cosigned?.size == anchors.size, "\(now.output)")
        } catch {
            await witness.process.end(SIGTERM)
            throw error
        }
        await witness.process.end(SIGTERM)
    }

    @Test
    func `what asOf answers is what the views say when they are folded up to there`() async throws {
        try await withScratchFolder { scratch in
            var folder = try await FilledFolder.make(in: scratch, crash: false)
            let earlier = try await state(of: folder, at: nil)
            let size = try #require(earlier.views.first?.events)
            try await folder.sendMore()
            let later = try await state(of: folder, at: "\(size)")
            // The same moment, as the service's asOf names it: the position of its last event.
            let asOf = try await state(of: folder, at: "\(size - 1)", option: "--as-of")
            #expect(asOf.at == size && asOf.views.map(\.stateThen) == later.views.map(\.stateThen))
            #expect(later.at == size && later.events > size)
            for (then, now) in zip(earlier.views, later.views) {
                #expect(then.name == now.name && now.stateThen == then.liveState, "\(then.name)")
                #expect(now.status == "equal" && now.stateThen != nil, "\(then.name)")
            }
            let none = try await FinishedCommand.run(
                "postboek-audit",
                ["replay", folder.organization, "--at", "1000000"]
            )
            #expect(none.code == 2)
            let beyond = try await FinishedCommand.run(
                "postboek-audit",
                ["replay", folder.organization, "--as-of", "\(later.events)"]
            )
            #expect(beyond.code == 2 && beyond.errors.contains("the newest is \(later.events - 1)"), "\(beyond.errors)")
            #expect(try await state(of: folder, at: "2000-01-01T00:00:00Z").at == 0)
        }
    }

    private struct MadeReceipt: Decodable {
        var verifierKey: String
    }

    private struct Replayed: Decodable {
        struct View: Decodable {
            var name: String
            var status: String
            var events: Int64?
            var liveState: String?
            var stateThen: String?
        }
        var at: Int64?
        var events: Int64
        var views: [View]
    }

    private func state(
        of folder: FilledFolder,
        at moment: String?,
        option: String = "--at"
    ) async throws -> Replayed {
        let arguments =
            ["replay", folder.organization, "--json", "--no-progress"] + (moment.map { [option, $0] } ?? [])
        let answer = try await FinishedCommand.run("postboek-audit", arguments)
        guard answer.code == 0 else { throw ReplayFailure(words: answer.errors) }
        return try JSONDecoder().decode(Replayed.self, from: Data(answer.output.utf8))
    }

    private struct ReplayFailure: Error {
        var words: String
    }
}
