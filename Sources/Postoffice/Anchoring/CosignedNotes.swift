import Ledger
import Witness

/// Which witnesses are asked, and how many of them must have cosigned, as it is set now.
struct AskedWitnesses {
    /// The witnesses, with the addresses at which they are asked.
    let all: [(key: WitnessKey, url: String)]
    /// How many of them must have cosigned.
    let quorum: Int

    init(_ settings: AnchoringSettings) {
        all = (settings.witnesses ?? []).compactMap { witness in
            (try? WitnessKey(parsing: witness.key)).map { (key: $0, url: witness.url) }
        }
        quorum = max(1, settings.quorum ?? 1)
    }

    /// Their public keys.
    var keys: [WitnessKey] { all.map(\.key) }

    /// A checkpoint with the cosignatures of those that are witnesses now, and no others; nil for what is none.
    func own(_ note: String) -> (note: SignedNote, signers: [WitnessKey])? {
        guard
            let parsed = try? SignedNote(parsing: note),
            let found = try? WitnessQuorum(keys, needed: 0).verify(note)
        else { return nil }
        let signers = found.map(\.witness)
        // The ledger's own signature stands first; of the rest, those of former witnesses are left out.
        let kept = parsed.signatures.enumerated().filter { index, line in
            index == 0 || signers.contains { $0.name == line.name && $0.id == line.id }
        }
        return (SignedNote(text: parsed.text, signatures: kept.map(\.element)), signers)
    }
}

extension AnchorRecord {
    /// The newest checkpoint that as many of the present witnesses cosigned as must now.
    ///
    /// What was enough when it was cosigned may be too little today: then it is not given out.
    func sufficient(_ asked: AskedWitnesses) -> String? {
        for note in [begun, cosigned].compactMap(\.self) {
            if let own = asked.own(note), own.signers.count >= asked.quorum { return own.note.description }
        }
        return nil
    }

    /// A checkpoint, with all the cosignatures of present witnesses that are known of it.
    func cosignatures(of note: String, _ asked: AskedWitnesses) -> (note: String, signers: [WitnessKey]) {
        guard let text = (try? SignedNote(parsing: note))?.text else { return (note, []) }
        let known = [begun, cosigned].compactMap { $0.flatMap(asked.own) }.filter { $0.note.text == text }
        let best = known.max { $0.signers.count < $1.signers.count }
        return best.map { ($0.note.description, $0.signers) } ?? (note, [])
    }

    /// Notes what the witnesses answered about a checkpoint, with what others said of the same one before.
    mutating func take(
        _ answers: [(WitnessKey, Result<SignedNote.Signature, WitnessRound.Refusal>)],
        of checkpoint: String,
        size: Int64,
        _ asked: AskedWitnesses,
        at moment: Timestamp
    ) {
        var lines: [WitnessKey: SignedNote.Signature] = [:]
        for (key, answer) in answers {
            switch answer {
            case .success(let line):
                lines[key] = line
                witnesses["\(key)", default: AnchorAttempt()].succeed(size: size, at: moment)
            case .failure(let refusal):
                witnesses["\(key)", default: AnchorAttempt()].fail(refusal.words, at: moment)
            }
        }
        guard !lines.isEmpty, let newest = try? SignedNote(parsing: checkpoint) else { return }
        // A witness that was slower than the others adds its cosignature to theirs, however much later it comes.
        let earlier = try? SignedNote(parsing: cosignatures(of: checkpoint, asked).note)
        let kept = asked.keys.compactMap { key in
            lines[key] ?? earlier?.signatures.dropFirst().first { $0.name == key.name && $0.id == key.id }
        }
        let note = SignedNote(text: newest.text, signatures: newest.signatures + kept).description
        if kept.count >= asked.quorum { (cosigned, begun) = (note, nil) } else { begun = note }
    }
}
