import Foundation
import Ledger
import Mail

/// The list of what a batch sends, as it is kept: in pieces, so that it is never in memory as a whole.
///
/// A piece is JSON by the line, first ``Header`` and then the messages; it is removed when all of them have come to
/// something. The manifest names the pieces and stays.
struct BatchList: Codable, Sendable {
    struct Piece: Codable, Sendable {
        var name: String
        /// The place in the batch of its first message.
        var first: Int
        var count: Int

        var numbers: Range<Int> { first..<first + count }
    }

    struct Header: Codable, Sendable {
        /// Makes each batch's pieces content of their own, which can be removed without touching another batch.
        var batch: String
        var first: Int
        var defaults: MessageRequest
    }

    var version = 1
    var pieces: [Piece] = []
    /// The callers' own ids of the documents, in order; null where an item names none.
    var documents: [String?] = []

    /// The messages of a piece, in order.
    static func messages(inPiece bytes: [UInt8]) throws -> [MessageRequest] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
        let decoder = JSONDecoder()
        guard let first = lines.popFirst() else { return [] }
        let header = try decoder.decode(Header.self, from: Data(first))
        return try lines.map { line in
            try decoder.decode(MessageRequest.self, from: Data(line)).filled(from: header.defaults)
        }
    }
}

/// Takes a batch's messages in, one by one, and keeps them durably piece by piece.
package struct BatchWriter: Sendable {
    /// The new batch's id.
    let id = OpaqueID.timeOrdered(at: .now())
    private let content: any ContentStore
    private let key: SubjectKey
    private let defaults: MessageRequest
    private(set) var list = BatchList()
    private var piece: [UInt8] = []
    private var count = 0
    private var total = 0

    private static let pieceBytes = 2_000_000
    private static let pieceCount = 100

    init(content: any ContentStore, key: SubjectKey, defaults: MessageRequest) {
        self.content = content
        self.key = key
        self.defaults = defaults
    }

    /// How many messages were taken in.
    package var taken: Int { list.documents.count }

    /// Takes a message in.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - json: The same as JSON; nil where it was given in another form.
    /// - Throws: ``PostofficeError/tooLarge(_:)``; what the content store has against keeping it.
    package mutating func add(_ message: MessageRequest, json: [UInt8]? = nil) async throws {
        guard taken < BatchLimits.items else {
            throw PostofficeError.tooLarge("a batch has at most \(BatchLimits.items) documents")
        }
        // JSON on one line: in JSON text a line feed only ever stands between tokens.
        let line = try json.map { $0.filter { $0 != UInt8(ascii: "\n") } } ?? Array(JSONEncoder().encode(message))
        guard line.count <= BatchLimits.itemBytes else {
            throw PostofficeError.tooLarge("items[\(taken)] has more than \(BatchLimits.itemBytes) bytes")
        }
        total += line.count
        guard total <= BatchLimits.totalBytes else {
            throw PostofficeError.tooLarge("the batch has more than \(BatchLimits.totalBytes) bytes")
        }
        if piece.isEmpty {
            let header = BatchList.Header(batch: id.description, first: taken, defaults: defaults)
            piece = Array(try JSONEncoder().encode(header))
        }
        piece.append(UInt8(ascii: "\n"))
        piece += line
        count += 1
        list.documents.append((message.document ?? defaults.document)?.callersID)
        if piece.count >= Self.pieceBytes || count >= Self.pieceCount { try await keep() }
    }

    /// Keeps the last piece and the manifest.
    ///
    /// - Returns: The manifest's name.
    mutating func finish() async throws -> ContentName {
        try await keep()
        return try await put(Array(JSONEncoder().encode(list)))
    }

    private mutating func keep() async throws {
        guard count > 0 else { return }
        let name = try await put(piece)
        list.pieces.append(BatchList.Piece(name: name.text, first: taken - count, count: count))
        (piece, count) = ([], 0)
    }

    private func put(_ bytes: [UInt8]) async throws -> ContentName {
        guard let name = try await content.put([(bytes, key)]).first else {
            throw PostofficeError.unavailable("the content folder")
        }
        return name
    }
}

extension DocumentReference {
    /// The caller's own id of the document.
    var callersID: String {
        switch self {
        case .inline(let document): document.id
        case .registered(let id): id
        }
    }
}
