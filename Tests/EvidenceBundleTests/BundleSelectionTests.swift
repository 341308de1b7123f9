import Ledger
import MailLedger
import Testing

@testable import EvidenceBundle

/// Which events a bundle holds when there are too many.
@Suite("The events of a bundle")
struct BundleSelectionTests {
    private static let message = OpaqueID.random()

    private func add(
        _ type: String,
        at position: Int64,
        recipient: Int? = 1,
        _ fields: [String: JSONValue] = [:],
        to selection: inout BundleSelection
    ) throws {
        try selection.add(
            at: position,
            type: EventType(rawValue: type),
            message: Self.message,
            recipient: recipient,
            data: .object(fields)
        )
    }

    @Test
    func `are all of them, as long as they fit`() throws {
        var selection = BundleSelection(limit: 200)
        for position in 0..<Int64(200) {
            try add("message.opened", at: position, ["hitClass": .string("person")], to: &selection)
        }
        #expect(selection.positions == Array(0..<200) && selection.folded.isEmpty)
    }

    @Test
    func `keep every other fact and the earliest of each kind under a flood of openings`() throws {
        var selection = BundleSelection(limit: 1000)
        try add("document.registered", at: 0, recipient: nil, to: &selection)
        try add("message.queued", at: 1, recipient: nil, to: &selection)
        for position in 2..<Int64(100_000) {
            try add("message.opened", at: position, ["hitClass": .string("proxy")], to: &selection)
        }
        try add("message.opened", at: 100_000, ["hitClass": .string("person")], to: &selection)
        try add("message.bounced", at: 100_001, to: &selection)
        try add("message.opened", at: 100_002, recipient: 2, ["hitClass": .string("proxy")], to: &selection)
        let positions = selection.positions
        #expect(positions.count <= 1000 && positions == positions.sorted())
        #expect(Set([0, 1, 100_000, 100_001, 100_002]).isSubset(of: positions))
        #expect(Set(2..<Int64(2 + BundleSelection.least)).isSubset(of: positions))
        let folded = try #require(selection.folded.first)
        #expect(selection.folded.count == 1 && folded.count + positions.count == 100_003)
        #expect(folded.detail == "proxy" && folded.recipient == 1 && folded.last == 99_999)
        #expect(!positions.contains(folded.first) && positions.contains(folded.first - 1))
    }

    @Test
    func `keep what takes the word of a kept opening back`() throws {
        var selection = BundleSelection(limit: 200)
        for position in 0..<Int64(1000) {
            try add("message.opened", at: position, ["hitClass": .string("person")], to: &selection)
        }
        for position in 1000..<Int64(2000) {
            let fields: [String: JSONValue] = ["hitClass": .string("proxy"), "supersedes": .integer(1999 - position)]
            try add("message.opened", at: position, fields, to: &selection)
        }
        let positions = Set(selection.positions)
        for kept in positions where kept < 1000 { #expect(positions.contains(1999 - kept), "\(kept)") }
        #expect(selection.folded.reduce(0) { $0 + $1.count } + positions.count == 2000)
    }

    @Test
    func `are refused where none of them may be left out`() throws {
        var selection = BundleSelection(limit: 200)
        for position in 0..<Int64(200) { try add("message.attempted", at: position, to: &selection) }
        #expect(throws: BundleError.tooManyEvents) {
            try selection.add(
                at: 200,
                type: EventType(rawValue: "message.attempted"),
                message: Self.message,
                recipient: 1,
                data: .object([:])
            )
        }
    }
}
