import Ledger
import Witness

/// A checkpoint as it is mailed and posted, with what to do about it.
enum AnchorText {
    static func subject(_ name: String, _ checkpoint: Checkpoint, at moment: Timestamp) -> String {
        "Anchor of the mail ledger of \(name), \(moment.description.prefix(10)): \(checkpoint.size) events"
    }

    /// The text; the checkpoint stands at its end, byte for byte.
    ///
    /// - Parameters:
    ///   - note: The signed checkpoint, with its cosignatures.
    ///   - key: The ledger's public key.
    ///   - witnesses: The public keys of those who cosigned.
    ///   - quorum: How many should have.
    /// - Returns: The text.
    static func text(_ note: String, key: NoteKey, witnesses: [WitnessKey], quorum: Int) -> String {
        let missing =
            witnesses.count < quorum ? "\nThese are fewer than the \(quorum) that the ledger's owner asks for.\n" : ""
        let cosigned =
            witnesses.isEmpty
            ? "Nobody else has cosigned it.\n"
            : "It is cosigned by:\n\n" + witnesses.map { "    \($0)\n" }.joined() + missing
        return """
            This is the state of a ledger of mail, signed by the ledger: its name, how many events it holds, and a fingerprint
            of all of them. Keep it, where the ledger's owner cannot change it. Nothing else has to be done.

            It is worth something later: whoever shows a ledger in which one of these events was changed, left out or put in
            cannot show that this checkpoint is its beginning. To ask for that, save this text as OLD, get a newer
            checkpoint (GET /v1/checkpoint, or a later mail like this one) as NEW and the proof between them
            (GET /v1/checkpoint/consistency?old=SIZE&new=SIZE) as PROOF, then, without any connection:

                postboek-audit consistency OLD NEW --proof PROOF --key KEY

            The ledger's public key, KEY, is always the same; a text like this with another key is not of this ledger:

                \(key)

            \(cosigned)
            The checkpoint (C2SP tlog-checkpoint, Ed25519):

            \(note)
            """
    }
}
