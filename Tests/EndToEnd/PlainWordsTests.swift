import Foundation
import Testing

/// What goes wrong at the terminal is said in words that tell what to do.
@Suite("Words at the terminal")
struct PlainWordsTests {
    @Test(arguments: [
        (["serve", "--port", "99999"], "99999 is no port"),
        (["serve", "--port", "0", "--report-listen", "127.0.0.1:70000"], "70000 is no port"),
        (["serve", "--port", "0", "--backup-to", "DATA/inside"], "lies in the data folder"),
        (["backup", "DATA/organizations/main/content"], "lies in the data folder"),
        (["retention", "set", "--evidence-months", "6"], "nothing was changed; without a question, add --yes"),
        (["key", "create", "--scope", "foo"], "foo is not one of read, send, manage"),
        (["tracking", "set", "--policy", "sometimes"], "sometimes is not one of never, onRequest, always"),
        (["history", "--url", "http://127.0.0.1:1", "--key", "x"], "the connection was refused"),
        (["history", "--url", "https://127.0.0.1:1", "--key", "x", "--ca-file", "/nowhere"], "holds no certificate"),
    ])
    func `tell what is wrong, and what to do`(arguments: [String], words: String) async throws {
        try await withScratchFolder { scratch in
            let data = "\(scratch)/data"
            _ = try await FinishedCommand.run("postboek", ["organization", "create", "main", "--data", data])
            let command = arguments.map { $0.replacing("DATA", with: data) } + ["--data", data]
            let done = try await FinishedCommand.run("postboek", command)
            #expect(done.code != 0)
            #expect(done.errors.contains(words), "\(done.errors)")
        }
    }

    @Test
    func `a port in use is told, by the service and by the witness`() async throws {
        try await withScratchFolder { scratch in
            try await RunningService.run(data: "\(scratch)/data") { service in
                let port = try #require(URL(string: service.url)?.port)
                let second = try await FinishedCommand.run(
                    "postboek",
                    ["serve", "--data", "\(scratch)/other", "--port", "\(port)"]
                )
                #expect(second.code != 0)
                #expect(second.errors.contains("port \(port) on 127.0.0.1 is in use"), "\(second.errors)")
                let witness = ["witness", "new-key", "--name", "example.com/witness", "--folder", "\(scratch)/witness"]
                #expect(try await FinishedCommand.run("postboek", witness).code == 0)
                for (number, words) in [(port, "is in use"), (70_000, "70000 is no port")] {
                    let serve = ["witness", "serve", "--folder", "\(scratch)/witness", "--port", "\(number)"]
                    let refused = try await FinishedCommand.run("postboek", serve)
                    #expect(refused.code != 0)
                    #expect(refused.errors.contains(words), "\(refused.errors)")
                }
            }
        }
    }

    @Test
    func `a bundle is for its owner's eyes, and a shorter retention is taken with --yes`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            let file = "\(scratch)/evidence.zip"
            let bundle = ["bundle", "invoice-2026-1", "--output", file, "--data", folder.data]
            #expect(try await FinishedCommand.run("postboek", bundle).code == 0)
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let retention = ["retention", "set", "--evidence-months", "6", "--yes", "--data", folder.data]
            let set = try await FinishedCommand.run("postboek", retention)
            #expect(set.code == 0 && set.output.contains("6 months"), "\(set.errors)")
        }
    }
}
