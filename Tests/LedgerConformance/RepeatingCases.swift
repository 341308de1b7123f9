import Ledger

extension StoreCase {
    static let repeating: [StoreCase] = [
        StoreCase("a repeated key gets the first outcome, exactly, also after opening again") { kit in
            let ledger = try await kit.open()
            let request = AppendRequest(
                [event(0, message: message(1)), event(1)],
                expecting: .nothingYet(message: message(1)),
                idempotency: key(1)
            )
            let first = try await ledger.append(request)
            kit.move(bySeconds: 10)
            let repeated = AppendOutcome(positions: first.positions, recordedAt: first.recordedAt, isRepeat: true)
            try expectEqual(first.isRepeat, false, "isRepeat of the first")
            try expectEqual(try await ledger.append(request), repeated, "outcome of the repeat")
            await ledger.close()
            let again = try await kit.open()
            try expectEqual(try await again.append(request), repeated, "outcome after opening again")
            try expectEqual(try await again.head().size, 2, "size")
            await again.close()
        },
        StoreCase("a key with another request is refused; in another scope it is another key") { kit in
            let ledger = try await kit.open()
            _ = try await ledger.append(AppendRequest([event(0)], idempotency: key(1)))
            let other = AppendRequest([event(1)], idempotency: key(1, asking: 2))
            try expectEqual(try await refusal(of: other, by: ledger), .keyReused, "refusal")
            let evidence = AppendRequest([event(2)], idempotency: key(1, asking: 2, scope: .evidence))
            try expectEqual(try await ledger.append(evidence).positions, 1...1, "positions")
            await ledger.close()
        },
        StoreCase("the same key many times at once appends once") { kit in
            let ledger = try await kit.open()
            let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
                for _ in 0..<60 {
                    group.addTask { try await ledger.append(AppendRequest([event(0)], idempotency: key(1))) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expectEqual(outcomes.filter { !$0.isRepeat }.count, 1, "outcomes that are no repeat")
            try expectEqual(Set(outcomes.map(\.positions)), [0...0], "positions")
            try expectEqual(try await ledger.head().size, 1, "size")
            await ledger.close()
        },
        StoreCase("what became of a key can be asked without appending") { kit in
            let ledger = try await kit.open()
            try expectEqual(try await ledger.outcome(of: key(1)), nil, "outcome before")
            let first = try await ledger.append(AppendRequest([event(0)], idempotency: key(1)))
            let kept = AppendOutcome(positions: first.positions, recordedAt: first.recordedAt, isRepeat: true)
            try expectEqual(try await ledger.outcome(of: key(1)), kept, "outcome after")
            do throws(AppendError) {
                _ = try await ledger.outcome(of: key(1, asking: 2))
                throw .nothingKept
            } catch {
                try expectEqual(error, .keyReused, "answer for another request")
            }
            try expectEqual(try await ledger.head().size, 1, "size")
            await ledger.close()
        },
        StoreCase("a refused request does not use up its key") { kit in
            let ledger = try await kit.open()
            let expecting = Expectation.head(message: message(1), position: 0)
            let request = AppendRequest([event(1, message: message(1))], expecting: expecting, idempotency: key(1))
            _ = try await refusal(of: request, by: ledger)
            _ = try await ledger.append(AppendRequest([event(0, message: message(1))]))
            try expectEqual(try await ledger.append(request).isRepeat, false, "isRepeat")
            await ledger.close()
        },
        StoreCase("a caller's key is kept 30 days, a key of evidence for ever") { kit in
            let ledger = try await kit.open()
            for scope in [IdempotencyKey.Scope.api, .evidence] {
                _ = try await ledger.append(AppendRequest([event(0)], idempotency: key(1, scope: scope)))
            }
            kit.move(bySeconds: 30 * 86_400 - 1)
            let kept = try await ledger.append(AppendRequest([event(0)], idempotency: key(1)))
            try expectEqual(kept.isRepeat, true, "isRepeat before 30 days")
            kit.move(bySeconds: 2)
            let new = try await ledger.append(AppendRequest([event(1)], idempotency: key(1, asking: 2)))
            try expectEqual(new.isRepeat, false, "isRepeat after 30 days")
            kit.move(bySeconds: 3000 * 86_400)
            let evidence = try await ledger.append(AppendRequest([event(0)], idempotency: key(1, scope: .evidence)))
            try expectEqual(evidence.isRepeat, true, "isRepeat of evidence")
            await ledger.close()
        },
    ]
}
