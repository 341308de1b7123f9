import Foundation

/// A data folder with a few mails in it, made by the real service.
struct FilledFolder {
    /// The data folder.
    let data: String
    /// An access key of all scopes.
    let accessKey: String
    /// The positions at which messages were queued.
    var positions: [Int64] = []

    /// The organization's folder.
    var organization: String { "\(data)/organizations/main" }
    /// The ledger's file.
    var ledger: String { "\(organization)/ledger.sqlite" }
    /// The log of what was not merged into the ledger's file yet.
    var log: String { "\(ledger)-wal" }

    private struct Queued: Decodable {
        var id: String
        var position: Int64
    }

    private struct Message: Decodable {
        var status: String
    }

    /// Starts a service on an empty folder, sends, and ends the service.
    ///
    /// - Parameters:
    ///   - scratch: The folder to work in.
    ///   - crash: Whether the service is killed; else it finishes, and merges the log into the ledger's file.
    /// - Returns: The folder, which nobody is using.
    /// - Throws: ``ProcessFailure``, or what the file system has against it.
    static func make(in scratch: String, crash: Bool) async throws -> Self {
        let service = try await RunningService.start(data: "\(scratch)/data")
        var folder = Self(data: "\(scratch)/data", accessKey: service.accessKey)
        do {
            for number in 1...3 { folder.positions.append(try await send("2026-\(number)", service)) }
        } catch {
            await service.kill()
            throw error
        }
        if crash { await service.kill() } else { await service.stop() }
        return folder
    }

    /// Starts the service again, sends one more, and stops it.
    mutating func sendMore() async throws {
        let position = try await RunningService.run(data: data, accessKey: accessKey) { service in
            try await Self.send("2026-more", service)
        }
        positions.append(position)
    }

    /// The request to send an invoice.
    static func request(_ number: String) -> String {
        """
        {"document": {"id": "invoice-\(number)", "type": "invoice", "number": "\(number)"}, \
        "to": [{"address": "customer@example.com"}], "subject": "Invoice \(number)", "text": "Please pay.", \
        "attachments": [{"name": "invoice.pdf", "mediaType": "application/pdf", "content": "JVBERi0xLjQK"}], \
        "method": "sandbox", "trackOpens": true}
        """
    }

    /// Sends an invoice and waits until it was delivered.
    private static func send(_ number: String, _ service: RunningService) async throws -> Int64 {
        let answer = try await service.call("POST", "/v1/messages", json: request(number))
        guard answer.status == 202 else { throw ProcessFailure(answer.text, service.process) }
        let queued = try answer.json(as: Queued.self)
        _ = try await service.poll("/v1/messages/\(queued.id)") { answer in
            try answer.json(as: Message.self).status == "delivered"
        }
        return queued.position
    }

    /// Every file in the data folder with its bytes.
    ///
    /// Left out are SQLite's shared memory and its empty logs, which hold no facts, and the file that holds the number of
    /// the process.
    func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: data) {
            guard !name.hasSuffix("-shm"), !name.hasSuffix("/lock") else { continue }
            let bytes = FileManager.default.contents(atPath: "\(data)/\(name)")
            if name.hasSuffix("-wal"), bytes?.isEmpty == true { continue }
            files[name] = bytes
        }
        return files
    }

    /// Flips one bit in the first place where a file holds these bytes.
    ///
    /// - Returns: Whether the file holds them.
    func flipBit(in file: String, at bytes: Data) throws -> Bool {
        var content = try Data(contentsOf: URL(filePath: file))
        guard let place = content.range(of: bytes) else { return false }
        content[place.lowerBound + bytes.count / 2] ^= 0x04
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        defer { try? handle.close() }
        try handle.write(contentsOf: content)
        return true
    }
}

/// What `postboek-audit verify --json` says.
struct VerifyAnswer: Decodable {
    struct Damage: Decodable {
        var text: String
        var position: Int64?
        var expectedRoot: String?
        var foundRoot: String?
    }
    struct Sealed: Decodable {
        var opened: Int
        var erased: Int
    }
    struct Content: Decodable {
        var mails: Int
        var attachments: Int
    }
    var isSound: Bool
    var events: Int64
    var root: String
    var verifierKey: String?
    var keySource: String
    var damage: Damage?
    var sealed: Sealed?
    var content: Content?
}
