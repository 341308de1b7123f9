import Ledger
import SeededNumbers

extension StoreCase {
    static let modelReading: [StoreCase] =
        [UInt64(11), 12, 13].map { seed in
            StoreCase("reads, proofs, roots and sizes at any moment are those of the model (seed \(seed))") { kit in
                var random = SeededGenerator(seed: seed)
                var ledger = try await kit.open()
                var bodies: [[UInt8]] = []
                for step in 0..<120 {
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0:
                        await ledger.close()
                        ledger = try await kit.open()
                        try expectEqual(ledger.condition, .sound, "condition at step \(step)")
                    case 1, 2: try await expectReads(of: ledger, bodies, &random)
                    case 3: try await expectProofs(of: ledger, &random)
                    default:
                        let fresh = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                            (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                                UInt8.random(in: 0...255, using: &random)
                            }
                        }
                        let outcome = try await ledger.append(
                            AppendRequest(
                                fresh.enumerated().map { offset, body in
                                    var event = event(bodies.count + offset)
                                    event.body = body
                                    return event
                                }
                            )
                        )
                        let first = Int64(bodies.count)
                        try expectEqual(outcome.positions, first...first + Int64(fresh.count) - 1, "positions")
                        bodies += fresh
                    }
                }
                let entries = try await allEvents(of: ledger, pageSize: 77).map(\.entry)
                let head = try await ledger.head()
                try expectEqual(head.size, Int64(bodies.count), "size")
                try expectEqual(head.root, root(over: entries[...]), "root")
                await ledger.close()
            }
        }
        + [UInt64(21), 22].map { seed in
            StoreCase("appends at once come out as in some order one after the other (seed \(seed))") { kit in
                let ledger = try await kit.open()
                let sizes = Task { await ledger.sizes().reduce(into: []) { $0.append($1) } }
                let outcomes = try await withThrowingTaskGroup(of: (Int, AppendOutcome?).self) { group in
                    for number in 0..<60 {
                        // All are about one message; of those that expect it to have nothing yet, one may succeed.
                        let events = (0..<1 + number % 4).map { event(number * 10 + $0, message: message(1)) }
                        let expecting: Expectation = number % 3 == 0 ? .nothingYet(message: message(1)) : .any
                        let request = AppendRequest(
                            events,
                            expecting: expecting,
                            idempotency: key(number / 2, asking: 1)
                        )
                        group.addTask { (number, try? await ledger.append(request)) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                let all = try await allEvents(of: ledger)
                var places: [Int64: Int] = [:]
                for (number, outcome) in outcomes where !outcome.isRepeat {
                    for (offset, position) in outcome.positions.enumerated() {
                        let holder = places.updateValue(number, forKey: position)
                        try expect(holder == nil, "two requests have position \(position)")
                        let id = OpaqueID(high: 0xE, low: UInt64(number * 10 + offset))
                        try expectEqual(all[Int(position)].header.id, id, "event at \(position)")
                    }
                }
                try expectEqual(places.count, all.count, "events that belong to an acknowledged request")
                for (_, outcome) in outcomes where outcome.isRepeat {
                    let first = outcomes.values.first { !$0.isRepeat && $0.positions == outcome.positions }
                    try expect(first != nil, "a repeat names positions of no first request")
                }
                let alone = outcomes.filter { $0.key % 3 == 0 && !$0.value.isRepeat }
                try expect(alone.allSatisfy { $0.value.positions.lowerBound == 0 }, "an expectation did not hold")
                await ledger.close()
                let seen = await sizes.value
                try expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 }, "sizes that are told only grow")
                try expectEqual(seen.last, Int64(all.count), "the last size that was told")
            }
        } + [
            StoreCase("an erasure leaves every event and proof as it was, and what was sealed unreadable") { kit in
                let ledger = try await kit.open()
                let keys = MemoryKeyStore()
                let subject = KeySubject.person(OpaqueID(high: 5, low: 5))
                let made = try await keys.makeKeys(for: [subject])
                guard let known = made[subject] else { throw CaseFailure(description: "no key was made") }
                var sealed = event(0)
                let context = SealingContext(ledger: kit.identity.id, event: sealed.id)
                let part = try Sealer.seal(Array("person@example.com".utf8), with: known, context: context)
                sealed.body = Array(part.box.utf8)
                _ = try await ledger.append(AppendRequest([sealed, event(1)]))
                let before = try await allEvents(of: ledger)
                let receipt = try await ledger.receipt(for: 0)
                try await keys.erase(subject)
                await ledger.close()
                let again = try await kit.open()
                try expectEqual(again.condition, .sound, "condition")
                try expectEqual(try await allEvents(of: again), before, "events")
                try expectEqual(try await again.receipt(for: 0).proof, receipt.proof, "proof")
                try expectEqual(try await keys.keys(of: [subject]).count, 0, "keys that are left")
                do throws(KeyStoreError) {
                    _ = try await keys.makeKeys(for: [subject])
                    throw KeyStoreError.storage(reason: "a key was made")
                } catch {
                    try expectEqual(error, .erased(subject), "a new key for an erased person")
                }
                await again.close()
            }
        ]
}

/// Reads at random places must give the bodies that were appended there.
private func expectReads(
    of ledger: OpenLedger,
    _ bodies: [[UInt8]],
    _ random: inout SeededGenerator
) async throws {
    let from = Int.random(in: 0...bodies.count, using: &random)
    let limit = Int.random(in: 1...100, using: &random)
    let found = try await ledger.events(from: Int64(from), limit: limit)
    try expectEqual(found.map(\.body), Array(bodies.dropFirst(from).prefix(limit)), "bodies from \(from)")
    try expectEqual(found.map(\.header.position), found.indices.map { Int64(from + $0) }, "positions from \(from)")
}

/// A proof must hold against roots that are computed from the entries alone, by the words of RFC 6962.
private func expectProofs(of ledger: OpenLedger, _ random: inout SeededGenerator) async throws {
    let head = try await ledger.head()
    guard head.size > 0 else { return }
    let entries = try await allEvents(of: ledger, pageSize: 500).map(\.entry)
    try expectEqual(head.root, root(over: entries[...]), "root of \(head.size)")
    let position = Int64.random(in: 0..<head.size, using: &random)
    let receipt = try await ledger.receipt(for: position)
    let proved = inclusionRoot(
        leaf: leaf(entries[Int(position)]),
        position: Int(position),
        size: Int(head.size),
        proof: receipt.proof[...]
    )
    try expectEqual(proved, head.root, "root that the proof of \(position) leads to")
}

private func leaf(_ entry: [UInt8]) -> Hash { Hash(of: [0] + entry) }
private func node(_ left: Hash, _ right: Hash) -> Hash { Hash(of: [1] + left.bytes + right.bytes) }

/// RFC 6962 §2.1, word for word.
private func root(over entries: ArraySlice<[UInt8]>) -> Hash {
    guard let first = entries.first else { return Hash(of: []) }
    guard entries.count > 1 else { return leaf(first) }
    let split = entries.startIndex + largestPower(below: entries.count)
    return node(root(over: entries[..<split]), root(over: entries[split...]))
}

/// RFC 6962 §2.1.1, from the leaf's side; the proof goes from the leaf to the root.
private func inclusionRoot(leaf: Hash, position: Int, size: Int, proof: ArraySlice<Hash>) -> Hash {
    guard size > 1, let last = proof.last else { return leaf }
    let split = largestPower(below: size)
    return position < split
        ? node(inclusionRoot(leaf: leaf, position: position, size: split, proof: proof.dropLast()), last)
        : node(last, inclusionRoot(leaf: leaf, position: position - split, size: size - split, proof: proof.dropLast()))
}

private func largestPower(below count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
}
