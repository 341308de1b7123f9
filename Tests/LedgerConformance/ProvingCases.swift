import Ledger

extension StoreCase {
    static let proving: [StoreCase] = [
        StoreCase("every receipt verifies, and for no other event") { kit in
            let ledger = try await kit.open()
            for first in stride(from: 0, to: 600, by: 100) {
                _ = try await ledger.append(AppendRequest((first..<first + 100).map { event($0) }))
            }
            let events = try await allEvents(of: ledger)
            for position in [0, 1, 254, 255, 256, 511, 512, 598, 599] {
                let receipt = try Receipt(parsing: try await ledger.receipt(for: Int64(position)).text)
                try receipt.verify(entry: events[position].entry, key: ledger.verifierKey)
                let other = events[(position + 1) % 600].entry
                try expect(
                    (try? receipt.verify(entry: other, key: ledger.verifierKey)) == nil,
                    "the receipt of \(position) takes another event"
                )
            }
            await ledger.close()
        },
        StoreCase("every checkpoint is the beginning of the later ones") { kit in
            let ledger = try await kit.open()
            var roots = [MerkleTree.emptyRoot]
            var tree = MerkleTree()
            for first in stride(from: 0, to: 560, by: 80) {
                _ = try await ledger.append(AppendRequest((first..<first + 80).map { event($0) }))
            }
            for recorded in try await allEvents(of: ledger) {
                tree.append(MerkleTree.leafHash(recorded.entry))
                roots.append(tree.root)
            }
            let newest = try Checkpoint(verifying: try ledger.checkpoint(), with: ledger.verifierKey)
            try expectEqual(newest.root, roots[560], "newest root")
            for (old, new) in [(1, 560), (255, 256), (256, 257), (300, 512), (511, 560), (560, 560)] {
                let proof = try await ledger.consistencyProof(from: Int64(old), to: Int64(new))
                try TreeProof.verifyConsistency(
                    from: Int64(old),
                    oldRoot: roots[old],
                    to: Int64(new),
                    newRoot: roots[new],
                    proof: proof
                )
            }
            await ledger.close()
        },
        StoreCase("an anchor that is behind is written anew, one that is ahead shows what is missing") { kit in
            var ledger = try await kit.open()
            _ = try await ledger.append(AppendRequest([event(0), event(1)]))
            await ledger.close()
            let behind = MemoryAnchor(kit.anchor.read().suffix(1))
            ledger = try await kit.open(anchor: behind)
            try expectEqual(ledger.condition, .sound, "condition behind")
            let newest = try Checkpoint(verifying: behind.read()[0], with: ledger.verifierKey)
            try expectEqual(newest.size, 2, "anchored size")
            await ledger.close()

            let root = Hash(of: [1])
            let ahead = try kit.signer.sign(Checkpoint(origin: kit.signer.name, size: 5, root: root).text)
            ledger = try await kit.open(anchor: MemoryAnchor([ahead]))
            guard case .damaged(let damage) = ledger.condition else { throw CaseFailure(description: "nothing found") }
            try expectEqual(damage.what, .missingNewest(anchored: 5, found: 2), "damage")
            try expectEqual(damage.expectedRoot, root, "expected root")
            try expectEqual(damage.foundRoot, newest.root, "found root")
            let error = try await refusal(of: AppendRequest([event(2)]), by: ledger)
            try expectEqual(error, .readOnly(reason: damage.description), "refusal")
            try expectEqual(try await ledger.events(from: 0, limit: 9).count, 2, "events that can be read")
            await ledger.close()
        },
        StoreCase("an anchor that is missing, forged or of another history is found") { kit in
            var ledger = try await kit.open()
            _ = try await ledger.append(AppendRequest([event(0), event(1)]))
            await ledger.close()
            let stranger = try LedgerSigner(seed: Array(repeating: 9, count: 32), name: kit.signer.name)
            let text = Checkpoint(origin: kit.signer.name, size: 2, root: Hash(of: [1])).text
            let anchors: [(MemoryAnchor, LedgerDamage.What)] = [
                (MemoryAnchor(), .anchorMissing), (MemoryAnchor([try stranger.sign(text)]), .anchorForged),
                (MemoryAnchor([try kit.signer.sign(text)]), .root(size: 2)),
            ]
            for (anchor, what) in anchors {
                let notes = anchor.read()
                ledger = try await kit.open(anchor: anchor)
                guard case .damaged(let damage) = ledger.condition else {
                    throw CaseFailure(description: "not found: \(what)")
                }
                try expectEqual(damage.what, what, "damage")
                await ledger.close()
                try expectEqual(anchor.read(), notes, "notes in the anchor")
            }
        },
    ]
}
