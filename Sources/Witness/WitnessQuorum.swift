import Ledger

/// Why a checkpoint is not vouched for by witnesses.
package enum QuorumError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A cosignature that bears a witness's name is not the witness's.
    case forged(witness: String)
    /// Too few of the witnesses cosigned.
    case tooFew(found: Int, needed: Int)
    /// What should be a checkpoint is none.
    case malformed

    /// The reason, in words.
    package var description: String {
        switch self {
        case .forged(let witness): "the cosignature in the name of \(witness) is not that witness's"
        case .tooFew(let found, let needed): "\(found) of the named witnesses cosigned the checkpoint, \(needed) must"
        case .malformed: "the checkpoint is no signed note"
        }
    }
}

/// The witnesses somebody trusts, and how many of them must have cosigned.
package struct WitnessQuorum: Hashable, Sendable {
    /// The witnesses.
    package let witnesses: [WitnessKey]
    /// How many of them must have cosigned.
    package let needed: Int

    /// Names witnesses; where nothing else is said, each of them must have cosigned.
    package init(_ witnesses: [WitnessKey], needed: Int? = nil) {
        self.witnesses = witnesses.reduce(into: []) { known, key in if !known.contains(key) { known.append(key) } }
        self.needed = needed ?? self.witnesses.count
    }

    /// Checks the cosignatures below a checkpoint, whose own signature is somebody else's to check.
    ///
    /// Witnesses with one and the same key count once, whatever they are called.
    ///
    /// - Returns: The cosignatures of those witnesses that signed.
    @discardableResult
    package func verify(_ checkpoint: String) throws(QuorumError) -> [Cosignature] {
        guard let note = try? SignedNote(parsing: checkpoint) else { throw .malformed }
        var found: [Cosignature] = []
        for witness in witnesses {
            do throws(NoteError) {
                if let cosignature = try Cosignature(of: witness, in: note) { found.append(cosignature) }
            } catch {
                throw .forged(witness: witness.name)
            }
        }
        let signers = Set(found.map(\.witness.publicKey)).count
        guard signers >= needed else { throw .tooFew(found: signers, needed: needed) }
        return found
    }
}
