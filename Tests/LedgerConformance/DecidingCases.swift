import Ledger

extension StoreCase {
    static let deciding: [StoreCase] = [
        StoreCase("an expectation that does not hold appends nothing and tells the newest position") { kit in
            let ledger = try await kit.open()
            let new = Expectation.nothingYet(message: message(1))
            _ = try await ledger.append(AppendRequest([event(0, message: message(1))], expecting: new))
            _ = try await ledger.append(AppendRequest([event(1, message: message(2))], expecting: .any))
            var error = try await refusal(
                of: AppendRequest([event(2, message: message(1))], expecting: new),
                by: ledger
            )
            try expectEqual(error, .conflict(expected: new, actual: 0), "refusal")
            let first = Expectation.head(message: message(1), position: 0)
            _ = try await ledger.append(AppendRequest([event(3, message: message(1))], expecting: first))
            error = try await refusal(of: AppendRequest([event(4, message: message(1))], expecting: first), by: ledger)
            try expectEqual(error, .conflict(expected: first, actual: 2), "refusal")
            let never = Expectation.head(message: message(9), position: 0)
            error = try await refusal(of: AppendRequest([event(5)], expecting: never), by: ledger)
            try expectEqual(error, .conflict(expected: never, actual: nil), "refusal")
            try expectEqual(try await ledger.head().size, 3, "size")
            await ledger.close()
            let again = try await kit.open()
            error = try await refusal(of: AppendRequest([event(4, message: message(1))], expecting: first), by: again)
            try expectEqual(error, .conflict(expected: first, actual: 2), "refusal after opening again")
            await again.close()
        },
        StoreCase("of many that expect a message to be new, one is appended") { kit in
            let ledger = try await kit.open()
            let expecting = Expectation.nothingYet(message: message(1))
            let taken = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let request = AppendRequest([event(number, message: message(1))], expecting: expecting)
                        return (try? await ledger.append(request)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expectEqual(taken, 1, "appended")
            try expectEqual(try await ledger.head().size, 1, "size")
            await ledger.close()
        },
        StoreCase("requests that are no requests are refused") { kit in
            let ledger = try await kit.open()
            var shouting = event(0)
            shouting.type = EventType(rawValue: "Message Sent")
            var early = event(0)
            early.occurredAt = Timestamp(microseconds: .min)
            var large = event(0)
            large.body = Array(repeating: 0, count: 4_000_001)
            for events in [[], [shouting], [early], [large], (0...1000).map { event($0) }] {
                let error = try await refusal(of: AppendRequest(events), by: ledger)
                guard case .refused = error else { throw CaseFailure(description: "answered with \(error)") }
            }
            try expectEqual(try await ledger.head().size, 0, "size")
            await ledger.close()
        },
        StoreCase("more than may wait is answered at once") { kit in
            var limits = LedgerLimits()
            limits.waitingEvents = 0
            let ledger = try await kit.open(limits: limits)
            let error = try await refusal(of: AppendRequest([event(0)]), by: ledger)
            try expectEqual(error, .overloaded, "refusal")
            await ledger.close()
        },
        StoreCase("an append whose caller is cancelled is finished and answered") { kit in
            let ledger = try await kit.open()
            let tasks = (0..<20).map { number in
                let task = Task { try await ledger.append(AppendRequest([event(number)])) }
                task.cancel()
                return task
            }
            for task in tasks { _ = try await task.value }
            try expectEqual(try await ledger.head().size, 20, "size")
            await ledger.close()
        },
    ]
}
