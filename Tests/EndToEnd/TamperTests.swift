import Foundation
import Testing

/// One way to change or lose what the ledger's files hold.
enum Tampering: String, CaseIterable, CustomTestStringConvertible {
    case bitOfHeader = "one bit of an event's header"
    case bitOfBody = "one bit of an event's body"
    case bitOfRoot = "one bit of the stored root"
    case bitOfLog = "one bit of the WAL"
    case noLog = "the WAL removed"
    case olderCopy = "an older copy put back"
    case noLedger = "the ledger file removed"
    case noAnchor = "the anchor removed"

    var testDescription: String { rawValue }

    /// Whether the service is killed before, so that the events stand in the WAL.
    var needsLog: Bool { self == .bitOfLog || self == .noLog }

    /// Changes a folder that no service is using.
    func apply(to folder: inout FilledFolder) async throws {
        switch self {
        case .bitOfHeader: try flip(#""type":"message.queued""#, in: folder.ledger, of: folder)
        case .bitOfBody: try flip(#"{"data":{"method":"sandbox"}}"#, in: folder.ledger, of: folder)
        case .bitOfRoot:
            let verified = try await FinishedCommand.run("postboek-audit", ["verify", folder.organization, "--json"])
            let digits = Array(try verified.json(as: VerifyAnswer.self).root)
            let root = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            try #require(try folder.flipBit(in: folder.ledger, at: Data(root)))
        case .bitOfLog: try flip(#""type":"message.queued""#, in: folder.log, of: folder)
        case .noLog: try FileManager.default.removeItem(atPath: folder.log)
        case .olderCopy:
            let copy = folder.data + "-older.sqlite"
            try FileManager.default.copyItem(atPath: folder.ledger, toPath: copy)
            try await folder.sendMore()
            try FileManager.default.removeItem(atPath: folder.ledger)
            try FileManager.default.moveItem(atPath: copy, toPath: folder.ledger)
        case .noLedger: try FileManager.default.removeItem(atPath: folder.ledger)
        case .noAnchor: try FileManager.default.removeItem(atPath: folder.organization + "/anchor")
        }
    }

    private func flip(_ text: String, in file: String, of folder: FilledFolder) throws {
        try #require(try folder.flipBit(in: file, at: Data(text.utf8)))
    }

    /// A part of the sentence that names what was found.
    var finding: String {
        switch self {
        case .bitOfHeader, .bitOfBody: "event "
        case .bitOfRoot: "does not follow from the events"
        case .bitOfLog, .noLog, .olderCopy: "the newest "
        case .noLedger: "the ledger file is gone"
        case .noAnchor: "there is no anchor"
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct TamperTests {
    private struct Problem: Decodable {
        var status: Int
        var detail: String
    }

    @Test(arguments: Tampering.allCases)
    func `what was changed or lost is found on start and by the audit, named, and nothing is written`(
        tampering: Tampering
    ) async throws {
        try await withScratchFolder { scratch in
            var folder = try await FilledFolder.make(in: scratch, crash: tampering.needsLog)
            try await tampering.apply(to: &folder)
            let before = try folder.files()

            let verified = try await FinishedCommand.run("postboek-audit", ["verify", folder.organization, "--json"])
            #expect(verified.code == 1)
            let damage = try #require(try verified.json(as: VerifyAnswer.self).damage)
            #expect(damage.text.contains(tampering.finding), "\(damage.text)")
            #expect(try folder.files() == before)

            let problems = try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                let ready = try await service.call("GET", "/readyz")
                #expect(ready.status == 503)
                #expect(ready.text.contains(tampering.finding))
                let plain = try await service.call("POST", "/v1/messages", json: FilledFolder.request("new"))
                let keyed = try await service.call(
                    "POST",
                    "/v1/messages",
                    json: FilledFolder.request("new"),
                    headers: ["Idempotency-Key": "new"]
                )
                return [plain, keyed]
            }
            for problem in problems {
                #expect(problem.status == 503)
                #expect(problem.contentType == "application/problem+json")
                #expect(try problem.json(as: Problem.self).detail.contains(damage.text))
            }
            #expect(try folder.files() == before)
        }
    }

    @Test
    func `a changed event is named by its position, and lost ones by how many, with both roots`() async throws {
        try await withScratchFolder { scratch in
            var folder = try await FilledFolder.make(in: scratch, crash: false)
            let whole = try await verify(folder)
            #expect(whole.isSound)
            let aside = folder.ledger + ".aside"
            try FileManager.default.copyItem(atPath: folder.ledger, toPath: aside)

            try await Tampering.bitOfHeader.apply(to: &folder)
            let changed = try #require(try await verify(folder).damage?.position)
            #expect(folder.positions.contains(changed))

            try FileManager.default.removeItem(atPath: folder.ledger)
            try FileManager.default.moveItem(atPath: aside, toPath: folder.ledger)
            try await Tampering.olderCopy.apply(to: &folder)
            let older = try await verify(folder)
            #expect(older.damage?.position == whole.events)
            #expect(older.damage?.foundRoot == whole.root)
            #expect(older.damage?.expectedRoot != whole.root)
        }
    }

    private func verify(_ folder: FilledFolder) async throws -> VerifyAnswer {
        try await FinishedCommand.run("postboek-audit", ["verify", folder.organization, "--json"]).json()
    }
}
