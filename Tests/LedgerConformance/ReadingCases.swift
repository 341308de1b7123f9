import Ledger

extension StoreCase {
    static let reading: [StoreCase] = [
        StoreCase("a new ledger is empty, sound and anchored") { kit in
            let ledger = try await kit.open()
            try expectEqual(ledger.condition, .sound, "condition")
            let head = try await ledger.head()
            try expectEqual(head, LedgerHead(size: 0, root: MerkleTree.emptyRoot, epoch: 0), "head")
            try expectEqual(try await ledger.events(from: 0, limit: 10), [], "events")
            try expectEqual(kit.anchor.read().count, 1, "notes in the anchor")
            await ledger.close()
        },
        StoreCase("events come back exactly as they were appended") { kit in
            let ledger = try await kit.open()
            for number in 0..<50 {
                let outcome = try await ledger.append(AppendRequest([event(number, message: message(number % 7))]))
                try expectEqual(outcome.positions, Int64(number)...Int64(number), "position")
            }
            for (number, recorded) in try await allEvents(of: ledger, pageSize: 7).enumerated() {
                let given = event(number, message: message(number % 7))
                try expectEqual(recorded.body, given.body, "body")
                try expectEqual(recorded.entry, recorded.header.entry(), "entry")
                let header = EventHeader(
                    ledger: kit.identity.id,
                    epoch: 0,
                    position: Int64(number),
                    id: given.id,
                    type: given.type,
                    schema: given.schema,
                    document: given.document,
                    message: given.message,
                    recipient: given.recipient,
                    attempt: given.attempt,
                    occurredAt: given.occurredAt,
                    recordedAt: kit.now,
                    bodyHash: Hash(of: given.body),
                    actor: given.actor
                )
                try expectEqual(recorded.header, header, "header")
            }
            await ledger.close()
        },
        StoreCase("the events of a request stand next to each other") { kit in
            let ledger = try await kit.open()
            let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
                for request in 0..<40 {
                    group.addTask {
                        try await ledger.append(AppendRequest((0..<5).map { event(request * 5 + $0) }))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expectEqual(
                Set(outcomes.map(\.positions.lowerBound)),
                Set((0..<40).map { Int64($0 * 5) }),
                "first positions"
            )
            for outcome in outcomes {
                try expectEqual(outcome.positions.count, 5, "events of a request")
                let events = try await ledger.events(from: outcome.positions.lowerBound, limit: 5)
                let numbers = events.map(\.header.id.low)
                try expectEqual(numbers, (0..<5).map { numbers[0] + UInt64($0) }, "order within the request")
            }
            await ledger.close()
        },
        StoreCase("concurrent appends get every position once") { kit in
            let ledger = try await kit.open()
            let positions = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<700 {
                    group.addTask { try await ledger.append(AppendRequest([event(number)])).positions.lowerBound }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            try expectEqual(positions, Set(0..<700), "positions")
            await ledger.close()
            let again = try await kit.open()
            try expectEqual(again.condition, .sound, "condition after opening again")
            try expectEqual(try await allEvents(of: again).count, 700, "events after opening again")
            await again.close()
        },
        StoreCase("a reader is told of each growth, newest only") { kit in
            let ledger = try await kit.open()
            var sizes = ledger.sizes().makeAsyncIterator()
            try expectEqual(await sizes.next(), 0, "size at first")
            for number in 0..<3 { _ = try await ledger.append(AppendRequest([event(number)])) }
            try expectEqual(await sizes.next(), 3, "size after three appends")
            await ledger.close()
            try expectEqual(await sizes.next(), nil, "size after closing")
        },
        StoreCase("a clock that is set back never turns recorded times round") { kit in
            let ledger = try await kit.open()
            for number in 0..<10 {
                _ = try await ledger.append(AppendRequest([event(number)]))
                kit.move(bySeconds: number % 2 == 0 ? -3600 : 60)
            }
            let times = try await allEvents(of: ledger).map(\.header.recordedAt)
            try expectEqual(times, times.sorted(), "recorded times")
            await ledger.close()
            kit.move(bySeconds: -86_400)
            let again = try await kit.open()
            let outcome = try await again.append(AppendRequest([event(10)]))
            try expect(outcome.recordedAt >= times[9], "a restart turned recorded times round")
            await again.close()
        },
    ]
}
