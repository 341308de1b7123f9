import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// Proofs: what anybody who reads the ledger can hold against it.
struct ProofCalls: Sendable {
    private struct Consistency: Encodable, Sendable {
        let old: Int64
        let new: Int64
        let proof: [String]
    }

    /// The most parts that the number of a tile has in a path, with its width: a thousand million tiles of a level.
    private static let tileParts = ["a", "b", "c", "d"]

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/checkpoint", parameters: ["cosigned"], checkpoint),
            .granted(.read, .get, "/v1/checkpoint/key", key),
            .granted(.read, .get, "/v1/checkpoint/consistency", parameters: ["old", "new"], consistency),
            .granted(.read, .get, "/v1/events/{position}/entry", entry),
            .granted(.read, .get, "/v1/events/{position}/receipt", receipt),
            .granted(.read, .get, "/v1/tlog/checkpoint", tileCheckpoint),
        ]
            + Self.tileParts.indices.map { last in
                let parts = Self.tileParts[...last].map { "/{\($0)}" }.joined()
                return .granted(.read, .get, "/v1/tlog/tile/{level}\(parts)", tile)
            }
    }

    private enum CheckpointChoice: String, CaseIterable { case yes = "true", no = "false" }

    @Sendable private func checkpoint(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let isCosigned = try call.query.choice("cosigned") == CheckpointChoice.yes
        return try await checkpoint(of: grant.organization, isCosigned: isCosigned)
    }

    @Sendable private func tileCheckpoint(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await checkpoint(of: grant.organization, isCosigned: false)
    }

    private func checkpoint(of organization: Organization, isCosigned: Bool) async throws -> Response {
        try await proving {
            guard let note = try await organization.checkpoint(cosigned: isCosigned) else {
                throw Problem(.notFound, "Too few witnesses cosigned any checkpoint; /v1/anchors says more.")
            }
            return Response(note, type: "text/plain; charset=utf-8")
        }
    }

    @Sendable private func key(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        Response("\(grant.organization.ledger.verifierKey)\n", type: "text/plain; charset=utf-8")
    }

    @Sendable private func consistency(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let old = try call.query.position("old") else {
            throw QueryParameters.bad("old", "is missing; it is the size of the older checkpoint, its second line")
        }
        let ledger = grant.organization.ledger
        let size = try await ledger.head().size
        let new = try call.query.position("new") ?? size
        return try await proving {
            let proof = try await ledger.consistencyProof(from: old, to: new)
            return try JSONAnswer.response(
                Consistency(old: old, new: new, proof: proof.map { Base64.encode($0.bytes) })
            )
        }
    }

    @Sendable private func entry(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let position = try Self.position(call)
        return try await proving { Self.binary(try await grant.organization.ledger.entry(at: position)) }
    }

    @Sendable private func receipt(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let position = try Self.position(call)
        return try await proving {
            guard let receipt = try await grant.organization.receipts(for: [position]).first else {
                throw LedgerReadError.outside
            }
            return Response(receipt.text, type: "text/plain; charset=utf-8")
        }
    }

    @Sendable private func tile(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let parts = try Self.tileParts.filter { call.context.parameters.get($0) != nil }.map { try call.part($0) }
        guard let place = TilePlace(level: try call.part("level"), parts: parts) else {
            throw Problem(.notFound, "This is no address of a tile (C2SP tlog-tiles), such as tile/0/x001/067.p/12.")
        }
        let ledger = grant.organization.ledger
        return try await proving {
            guard place.isEntries else {
                let hashes = try await ledger.tile(level: place.level, number: place.number, width: place.width)
                return Self.binary(hashes.flatMap(\.bytes), isImmutable: true)
            }
            let first = place.number * Int64(TreeTile.width)
            var bundle: [UInt8] = []
            var next = first
            while next < first + Int64(place.width) {
                let events = try await ledger.events(from: next, limit: Int(first + Int64(place.width) - next))
                guard !events.isEmpty else { throw LedgerReadError.outside }
                for event in events {
                    guard let length = UInt16(exactly: event.entry.count) else { throw LedgerReadError.unproved }
                    bundle += [UInt8(length >> 8), UInt8(length & 0xFF)] + event.entry
                }
                next += Int64(events.count)
            }
            return Self.binary(bundle, isImmutable: true)
        }
    }

    private static func position(_ call: Call) throws -> Int64 {
        let text = try call.part("position")
        guard let position = Int64(text), position >= 0, text == "\(position)" else {
            throw PostofficeError.notFound("event")
        }
        return position
    }

    /// Tiles never change, partial ones neither: each width of one is a thing of its own.
    ///
    /// Only the caller's own cache may keep them, since they take a key.
    private static func binary(_ bytes: [UInt8], isImmutable: Bool = false) -> Response {
        var headers: HTTPFields = [.contentType: "application/octet-stream"]
        if isImmutable {
            headers[.cacheControl] = "private, max-age=31536000, immutable"
            headers[.vary] = "Authorization"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Runs a body, and says in the service's words why the ledger has no proof.
    private func proving(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch LedgerReadError.outside {
            throw Problem(
                .notFound,
                "The ledger does not reach that far; its size is the second line of the checkpoint."
            )
        } catch LedgerReadError.unproved {
            throw Problem(.ledgerReadOnly, "The ledger is damaged, so there is no checkpoint to prove anything by.")
        }
    }
}

/// Where a tile stands, as C2SP tlog-tiles writes it in a path.
struct TilePlace: Hashable {
    /// Whether the tile holds entries in place of hashes.
    var isEntries: Bool
    /// The level; 0 for entries.
    var level: Int
    /// The number within its level.
    var number: Int64
    /// How many hashes or entries are asked for.
    var width: Int

    /// Reads the parts of a path after `tile/`: the level, then the number in groups of three digits, then perhaps a width.
    init?(level: String, parts: [String]) {
        isEntries = level == "entries"
        guard isEntries || level.count <= 2, let levelNumber = isEntries ? 0 : Self.decimal(level), levelNumber < 64
        else {
            return nil
        }
        self.level = Int(levelNumber)
        var groups = parts[...]
        width = TreeTile.width
        if let last = groups.last, groups.count > 1, groups[groups.endIndex - 2].hasSuffix(".p") {
            guard let partial = Self.decimal(last), (1..<Int64(TreeTile.width)).contains(partial) else { return nil }
            width = Int(partial)
            groups.removeLast()
            groups[groups.endIndex - 1].removeLast(2)
        }
        number = 0
        for (index, group) in groups.enumerated() {
            let isLast = index == groups.count - 1
            let digits = isLast ? group[...] : group.dropFirst()
            guard isLast || group.hasPrefix("x"), digits.utf8.count == 3, let value = Self.digits(digits) else {
                return nil
            }
            number = number * 1000 + value
        }
        guard !groups.isEmpty, groups.count == 1 || groups.first != "x000" else { return nil }
    }

    /// A number without leading zeros.
    private static func decimal(_ text: String) -> Int64? {
        guard let number = digits(text[...]), text == "\(number)" else { return nil }
        return number
    }

    private static func digits(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }
}
