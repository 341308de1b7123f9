import Ledger
import SeededNumbers
import Testing
import Witness

/// The witness's decisions, by cases and against a model.
@Suite("A witness's decision")
struct WitnessStateTests {
    @Test
    func `cosigns a ledger that grows, and the same state again`() throws {
        let ledger = try GrownLedger(leaves: 20)
        var state = WitnessState.nothing
        for (old, new) in [(0, 3), (3, 3), (3, 4), (4, 20), (20, 20)] {
            guard
                case .cosign(let next, let text) = state.decide(try ledger.request(from: old, to: new), of: ledger.key)
            else {
                Issue.record("\(old) to \(new) was refused")
                return
            }
            #expect(next == WitnessState(size: Int64(new), root: GrownLedger.root(ledger.leaves[..<new])))
            #expect(try Checkpoint(parsing: text).size == Int64(new))
            state = next
        }
    }

    @Test
    func `refuses in the words of C2SP tlog-witness`() throws {
        let ledger = try GrownLedger(leaves: 20)
        let fork = try GrownLedger(leaves: 20, salt: "fork")
        let stranger = try GrownLedger(seed: 8, leaves: 20)
        let state = WitnessState(size: 5, root: GrownLedger.root(ledger.leaves[..<5]))
        var wrong = try ledger.request(from: 5, to: 9)
        wrong = AddCheckpoint(oldSize: 5, proof: Array(wrong.proof.dropLast()), checkpoint: wrong.checkpoint)
        let empty = try ledger.signer.sign("\(ledger.signer.name)\n0\n\(Base64.encode(fork.leaves[0].bytes))\n")
        let cases: [(WitnessState, AddCheckpoint, WitnessAnswer)] = [
            (state, try ledger.request(from: 4, to: 9), .otherSize(5)),
            (state, try ledger.request(from: 3, to: 4), .otherSize(5)),
            (state, AddCheckpoint(oldSize: 9, proof: [], checkpoint: try ledger.note(5)), .malformed),
            (state, try stranger.request(from: 5, to: 9), .unsigned),
            (state, try fork.request(from: 5, to: 9), .inconsistent),
            (state, try fork.request(from: 5, to: 5), .inconsistent),
            (state, wrong, .inconsistent),
            (state, AddCheckpoint(oldSize: 5, proof: [fork.leaves[0]], checkpoint: try ledger.note(5)), .inconsistent),
            (.nothing, AddCheckpoint(oldSize: 0, proof: [], checkpoint: empty), .inconsistent),
            (
                .nothing, AddCheckpoint(oldSize: 0, proof: [fork.leaves[0]], checkpoint: try ledger.note(5)),
                .inconsistent
            ),
            (.nothing, AddCheckpoint(oldSize: 0, proof: [], checkpoint: "no note"), .malformed),
        ]
        for (number, (state, request, answer)) in cases.enumerated() {
            #expect(state.decide(request, of: ledger.key) == .refuse(answer), "case \(number)")
        }
    }

    /// Three histories of one key that part ways at some point; whatever is asked in whatever order, one of them is cosigned.
    @Test(arguments: 0..<40)
    func `never cosigns two histories, whatever it is asked`(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let common = Int.random(in: 0...12, using: &dice)
        let histories = try (0..<3).map { number in
            var history = try GrownLedger(leaves: 24)
            for place in common..<24 { history.leaves[place] = MerkleTree.leafHash([UInt8(number), UInt8(place)]) }
            return history
        }
        var state = WitnessState.nothing
        var cosigned: [WitnessState] = []
        for _ in 0..<150 {
            let history = histories[Int.random(in: 0..<3, using: &dice)]
            let new = Int.random(in: 0...24, using: &dice)
            let old = Bool.random(using: &dice) ? Int(state.size) : Int.random(in: 0...24, using: &dice)
            // Sometimes the proof is that of another history.
            let prover = Int.random(in: 0..<5, using: &dice) == 0 ? histories[0] : history
            let request = AddCheckpoint(
                oldSize: Int64(old),
                proof: try prover.request(from: old, to: max(old, new)).proof,
                checkpoint: try history.note(new)
            )
            let isContinued =
                old == Int(state.size) && new >= old
                && GrownLedger.root(history.leaves[..<old]) == state.root
            switch state.decide(request, of: history.key) {
            case .cosign(let next, _):
                #expect(isContinued)
                #expect(next.size >= state.size)
                cosigned.append(next)
                state = next
            case .refuse(.otherSize(let size)): #expect(size == state.size && old != Int(size))
            case .refuse(.malformed): #expect(old > new)
            case .refuse(let answer):
                #expect(answer == .inconsistent && !(isContinued && prover.leaves == history.leaves))
            }
        }
        // All that was cosigned is the beginning of one and the same history.
        let witnessed = histories.contains { history in
            cosigned.allSatisfy { $0.root == GrownLedger.root(history.leaves[..<Int($0.size)]) }
        }
        #expect(witnessed)
    }
}
