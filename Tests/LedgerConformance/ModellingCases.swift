import Ledger
import SeededNumbers

extension StoreCase {
    static let modelling: [StoreCase] = [UInt64(1), 2, 3, 4].map { seed in
        StoreCase("any order of appends, repeats and restarts does what the model says (seed \(seed))") { kit in
            var random = SeededGenerator(seed: seed)
            var model = LedgerModel()
            var ledger = try await kit.open()
            for step in 0..<250 {
                if Int.random(in: 0..<30, using: &random) == 0 {
                    await ledger.close()
                    ledger = try await kit.open()
                    try expectEqual(ledger.condition, .sound, "condition at step \(step)")
                }
                kit.move(bySeconds: Double.random(in: -5...500_000, using: &random))
                let request = model.request(step, &random)
                let expected = model.answer(request, at: kit.now)
                let found: Result<AppendOutcome, AppendError>
                do throws(AppendError) {
                    found = .success(try await ledger.append(request))
                } catch {
                    found = .failure(error)
                }
                try expectEqual(found, expected, "answer at step \(step)")
            }
            try expectEqual(try await allEvents(of: ledger, pageSize: 33).map(\.header.id), model.events, "events")
            await ledger.close()
        }
    }
}

/// What a ledger does, said as simply as possible.
private struct LedgerModel {
    private(set) var events: [OpaqueID] = []
    private var heads: [OpaqueID: Int64] = [:]
    private var keys: [Set<[UInt8]>: (request: [UInt8], outcome: AppendOutcome)] = [:]
    private var newest = CaseLedger.start

    func request(_ step: Int, _ random: inout SeededGenerator) -> AppendRequest {
        let about = message(Int.random(in: 0..<6, using: &random))
        let events = (0..<Int.random(in: 1...4, using: &random)).map { offset in
            event(step * 4 + offset, message: Bool.random(using: &random) ? about : nil)
        }
        let expecting: Expectation =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .nothingYet(message: about)
            case 1: .head(message: about, position: heads[about] ?? 0)
            case 2: .head(message: about, position: Int64.random(in: 0...Int64(self.events.count), using: &random))
            default: .any
            }
        guard Bool.random(using: &random) else { return AppendRequest(events, expecting: expecting) }
        let scope: IdempotencyKey.Scope = Bool.random(using: &random) ? .api : .evidence
        let request = UInt8.random(in: 0...1, using: &random)
        let number = Int.random(in: 0..<20, using: &random)
        return AppendRequest(events, expecting: expecting, idempotency: key(number, asking: request, scope: scope))
    }

    mutating func answer(_ request: AppendRequest, at clock: Timestamp) -> Result<AppendOutcome, AppendError> {
        let now = max(clock, newest)
        if let key = request.idempotency, let kept = keys[name(key)] {
            let isKept = key.scope == .evidence || now < kept.outcome.recordedAt.adding(seconds: 30 * 86_400)
            if isKept {
                guard kept.request == key.request else { return .failure(.keyReused) }
                return .success(kept.outcome)
            }
        }
        switch request.expecting {
        case .any: break
        case .nothingYet(let message):
            if let actual = heads[message] { return .failure(.conflict(expected: request.expecting, actual: actual)) }
        case .head(let message, let position):
            guard heads[message] == position else {
                return .failure(.conflict(expected: request.expecting, actual: heads[message]))
            }
        }
        let first = Int64(events.count)
        for event in request.events {
            if let message = event.message { heads[message] = Int64(events.count) }
            events.append(event.id)
        }
        newest = now
        let positions = first...Int64(events.count) - 1
        if let key = request.idempotency {
            let outcome = AppendOutcome(positions: positions, recordedAt: now, isRepeat: true)
            keys[name(key)] = (key.request, outcome)
        }
        return .success(AppendOutcome(positions: positions, recordedAt: now, isRepeat: false))
    }

    private func name(_ key: IdempotencyKey) -> Set<[UInt8]> { [[key.scope.rawValue], key.digest] }
}
