import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Logging
import NIOCore
import Testing
import Witness

@testable import WitnessService

/// The witness on HTTP.
@Suite("A witness on HTTP")
struct WitnessServiceTests {
    private func withService(
        requestsPerSecond: Int = 1000,
        _ body: @escaping @Sendable (any TestClientProtocol, WitnessKey) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "witness-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = WitnessFolder(path: path)
        let key = try folder.makeKey(named: "w1")
        try folder.watch(try GrownLedger().key)
        var settings = WitnessServiceSettings(host: "127.0.0.1", port: 0)
        settings.requestsPerSecond = requestsPerSecond
        let app = buildWitnessService(
            try Witness(folder: folder),
            settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await app.test(.router) { client in try await body(client, key) }
    }

    private func add(_ body: String, _ client: any TestClientProtocol) async throws -> TestResponse {
        try await client.executeRequest(
            uri: "/add-checkpoint",
            method: .post,
            headers: [:],
            body: ByteBuffer(string: body)
        )
    }

    @Test
    func `answers as C2SP tlog-witness says`() async throws {
        try await withService { client, key in
            let ledger = try GrownLedger(leaves: 20)
            let first = try await add(ledger.request(from: 0, to: 8).body, client)
            #expect(first.status == .ok)
            let cosigned = try ledger.note(8) + String(buffer: first.body)
            #expect(try WitnessQuorum([key]).verify(cosigned).count == 1)
            let late = try await add(ledger.request(from: 0, to: 9).body, client)
            #expect(late.status == .conflict && String(buffer: late.body) == "8\n")
            #expect(late.headers[.contentType] == "text/x.tlog.size")
            #expect(try await add(ledger.request(from: 8, to: 20).body, client).status == .ok)
            let fork = try GrownLedger(leaves: 25, salt: "fork")
            #expect(try await add(fork.request(from: 20, to: 25).body, client).status == .unprocessableContent)
            let stranger = try GrownLedger("other.example", leaves: 3)
            #expect(try await add(stranger.request(from: 0, to: 3).body, client).status == .notFound)
            let impostor = try GrownLedger(seed: 9, leaves: 3)
            #expect(try await add(impostor.request(from: 0, to: 3).body, client).status == .forbidden)
            #expect(try await add("nonsense", client).status == .badRequest)
            let large = String(repeating: "x", count: 70_000)
            #expect(try await add(large, client).status == .contentTooLarge)
            let hash = WitnessFolder.hash(of: ledger.signer.name)
            let kept = try await client.executeRequest(
                uri: "/\(hash)/checkpoint",
                method: .get,
                headers: [:],
                body: nil
            )
            #expect(try Checkpoint(verifying: String(buffer: kept.body), with: ledger.key).size == 20)
            #expect(try WitnessQuorum([key]).verify(String(buffer: kept.body)).count == 1)
        }
    }

    @Test
    func `takes only so many requests of a network in a second`() async throws {
        try await withService(requestsPerSecond: 1) { client, _ in
            // Many at once, since a busy machine may take a second for each.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<60 { group.addTask { try await add("nonsense", client).status.code } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(statuses == [400, 429])
        }
    }

    @Test
    func `cosigns one history however many ask at once`() async throws {
        try await withService { client, key in
            let ledger = try GrownLedger(leaves: 12)
            let fork = try GrownLedger(leaves: 12, salt: "fork")
            let answers = try await withThrowingTaskGroup(of: (Bool, Int).self) { group in
                for number in 0..<16 {
                    let isFork = number % 2 == 1
                    let body = try (isFork ? fork : ledger).request(from: 0, to: 12).body
                    group.addTask { (isFork, try await add(body, client).status.code) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.filter { $0.1 == 200 }.map(\.0)).count == 1)
            #expect(answers.filter { $0.1 == 200 }.count == 1)
        }
    }
}
