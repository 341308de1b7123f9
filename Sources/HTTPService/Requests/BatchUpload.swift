import Batches
import Crypto
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// Takes the list of a batch in: one JSON document, or JSON by the line for lists that are larger than memory.
struct BatchUpload: Sendable {
    let organization: Organization
    let actor: OpaqueID
    let timeout: Duration

    private static let documentBytes = 36_000_000

    /// A line of a list: a message, or on the first line what holds for all.
    private enum Line: Decodable {
        case defaults(MessageRequest)
        case message(MessageRequest)

        private enum Keys: String, CodingKey { case defaults }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            if let defaults = try fields.decodeIfPresent(MessageRequest.self, forKey: .defaults) {
                self = .defaults(defaults)
            } else {
                self = .message(try MessageRequest(from: decoder))
            }
        }
    }

    /// Reads the body of a call, and submits the batch.
    @concurrent func take(_ call: Call) async throws -> BatchProgress {
        let type = call.request.headers[.contentType] ?? "application/json"
        if type.lowercased().hasPrefix("application/x-ndjson") { return try await takeLines(call) }
        guard MediaRange.isJSON(type) else {
            throw Problem(
                .unsupportedMediaType,
                "Send the list as application/json, or as application/x-ndjson with a message on each line."
            )
        }
        let body = try await RequestBodyReader.read(call.request, limit: Self.documentBytes, timeout: timeout)
        let request = try JSONBody.decode(BatchRequest.self, from: body)
        var writer = try await organization.makeBatch(defaults: request.defaults)
        for message in request.messages { try await writer.add(message) }
        let hash = Array(SHA256.hash(data: body.readableBytesView))
        return try await organization.submit(writer, idempotency: try call.callersKey(for: hash), actor: actor)
    }

    private func takeLines(_ call: Call) async throws -> BatchProgress {
        var lines = Lines()
        var hash = SHA256()
        var writer: BatchWriter?
        func take(_ line: [UInt8]) async throws {
            switch try Self.parse(line, number: writer?.taken ?? 0) {
            case .defaults(let defaults):
                guard writer == nil else {
                    throw Problem(.malformedRequest, "The defaults of a list stand on its first line.")
                }
                writer = try await organization.makeBatch(defaults: defaults)
            case .message(let message):
                var taking = writer
                if taking == nil { taking = try await organization.makeBatch(defaults: nil) }
                try await taking?.add(message, json: line)
                writer = taking
            }
        }
        // Slow senders end here too: the longest list gets so many times the time of one document.
        let deadline = ContinuousClock.now + timeout * 60
        do {
            for try await buffer in call.request.body {
                do {
                    guard ContinuousClock.now < deadline else {
                        throw Problem(.requestTimeout, "The list did not arrive within \(timeout * 60).")
                    }
                    hash.update(data: buffer.readableBytesView)
                    for line in try lines.add(buffer) { try await take(line) }
                } catch {
                    throw RefusedList(cause: error)
                }
            }
        } catch let refused as RefusedList {
            throw refused.cause
        } catch {
            throw BrokenRequest(cause: error)
        }
        if let last = lines.rest { try await take(last) }
        guard let writer else { throw Problem(.malformedRequest, "The body is empty; send a message on each line.") }
        let key = try call.callersKey(for: Array(hash.finalize()))
        return try await organization.submit(writer, idempotency: key, actor: actor)
    }

    private static func parse(_ line: [UInt8], number: Int) throws -> Line {
        do {
            return try JSONBody.decode(Line.self, from: ByteBuffer(bytes: line))
        } catch var problem as Problem {
            problem.fields = problem.fields.map { FieldProblem("items[\(number)].\($0.field)", $0.problem) }
            if problem.fields.isEmpty {
                problem.fields = [FieldProblem("items[\(number)]", "is not JSON on one line")]
            }
            throw problem
        }
    }
}

/// What was against a list, told apart from what was against its arriving.
private struct RefusedList: Error {
    let cause: any Error
}

/// Bytes as they come, cut at line feeds.
private struct Lines {
    private var carried: [UInt8] = []

    /// What came after the last line feed; nil if nothing did.
    var rest: [UInt8]? { Self.isBlank(carried) ? nil : carried }

    /// The lines that are whole with these bytes; blank ones are left out.
    mutating func add(_ buffer: ByteBuffer) throws -> [[UInt8]] {
        var whole: [[UInt8]] = []
        var left = buffer.readableBytesView
        while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
            carried += left[..<end]
            whole.append(carried)
            carried = []
            left = left[left.index(after: end)...]
        }
        carried += left
        guard carried.count <= BatchLimits.itemBytes else {
            throw PostofficeError.tooLarge("a line of the list has more than \(BatchLimits.itemBytes) bytes")
        }
        return whole.filter { !Self.isBlank($0) }
    }

    private static func isBlank(_ line: [UInt8]) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t") }
    }
}
