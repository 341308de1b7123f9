import Ledger
import Synchronization

extension StoreCase {
    static let ending: [StoreCase] = [
        StoreCase("a closed ledger refuses appends, and may be closed again") { kit in
            let ledger = try await kit.open()
            let waiting = (0..<30).map { number in Task { try await ledger.append(AppendRequest([event(number)])) } }
            for task in waiting { _ = try await task.value }
            await ledger.close()
            await ledger.close()
            try expectEqual(try await refusal(of: AppendRequest([event(0)]), by: ledger), .closed, "refusal")
        },
        StoreCase("appends that wait when the ledger is closed are answered either way") { kit in
            let ledger = try await kit.open()
            let tasks = (0..<50).map { number in
                Task { (try? await ledger.append(AppendRequest([event(number)]))) != nil }
            }
            await ledger.close()
            var taken = 0
            for task in tasks where await task.value { taken += 1 }
            let again = try await kit.open()
            try expectEqual(try await again.head().size, Int64(taken), "size")
            await again.close()
        },
        StoreCase("after an anchor that cannot be written nothing is appended until the ledger was opened anew") {
            kit in
            let failing = FailingAnchor(kit.anchor, writes: 2)
            let ledger = try await kit.open(anchor: failing)
            _ = try await ledger.append(AppendRequest([event(0)]))
            let first = try await refusal(of: AppendRequest([event(1)], idempotency: key(1)), by: ledger)
            guard case .storage = first else { throw CaseFailure(description: "answered with \(first)") }
            let second = try await refusal(of: AppendRequest([event(2)]), by: ledger)
            guard case .readOnly = second else { throw CaseFailure(description: "answered with \(second)") }
            try expect(ledger.refusal != nil, "the ledger does not say why it refuses")
            try expectEqual(try await ledger.head().size, 1, "head")
            await ledger.close()

            let again = try await kit.open()
            try expectEqual(again.condition, .sound, "condition")
            let outcome = try await again.append(AppendRequest([event(1)], idempotency: key(1)))
            try expectEqual(outcome.positions, 1...1, "positions of the repeat")
            try expectEqual(try await again.head().size, 2, "size")
            await again.close()
        },
    ]
}

/// Fails from some write on.
private final class FailingAnchor: Anchor {
    private let anchor: MemoryAnchor
    private let writesLeft: Mutex<Int>

    init(_ anchor: MemoryAnchor, writes: Int) {
        self.anchor = anchor
        self.writesLeft = Mutex(writes)
    }

    func read() throws -> [String] {
        anchor.read()
    }

    func write(_ signedCheckpoint: String) throws {
        let mayWrite = writesLeft.withLock { left in
            left -= 1
            return left >= 0
        }
        guard mayWrite else { throw StoreFault("no space left on the anchor's disk") }
        anchor.write(signedCheckpoint)
    }
}
