import Ledger
import Providers
import Witness

/// Asks witnesses to cosign one checkpoint of a ledger (C2SP tlog-witness v1).
struct WitnessRound: Sendable {
    /// Why a witness did not cosign, in words.
    struct Refusal: Error, Hashable {
        let words: String
    }

    let ledger: OpenLedger
    let note: String
    let checkpoint: Checkpoint
    private let call = OutsideCall(seconds: 10, answerBytes: 16 * 1024)

    init(_ ledger: OpenLedger) throws {
        self.ledger = ledger
        note = try ledger.checkpoint()
        checkpoint = try Checkpoint(verifying: note, with: ledger.verifierKey)
    }

    /// Asks one witness.
    ///
    /// - Parameters:
    ///   - witness: The witness.
    ///   - url: The address below which it is asked.
    ///   - known: The size up to which it is thought to know the ledger; it says so itself where that is wrong.
    /// - Returns: Its cosignature, verified.
    /// - Throws: ``Refusal``.
    func ask(_ witness: WitnessKey, at url: String, known: Int64) async throws(Refusal) -> SignedNote.Signature {
        let address = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/add-checkpoint"
        var old = min(max(0, known), checkpoint.size)
        // Twice, since the first answer may be what the witness knows; a third time only if others asked meanwhile.
        for _ in 0..<3 {
            let request = try await request(from: old)
            let answer: OutsideCall.Answer
            do throws(OutsideCall.Failure) {
                answer = try await call.post(request.body, to: address)
            } catch {
                throw Refusal(words: error.description)
            }
            switch answer.status {
            case 200: return try cosignature(of: witness, in: answer.body)
            case 409: old = try size(in: answer.body, asked: old)
            case 400: throw Refusal(words: "the witness does not understand the request (400)")
            case 403: throw Refusal(words: "the witness knows another key of this ledger (403)")
            case 404:
                throw Refusal(words: "the witness does not watch this ledger (404); give it \(ledger.verifierKey)")
            case 422: throw Self.otherHistory(422)
            case 429: throw Refusal(words: "the witness was asked too often (429)")
            default: throw Refusal(words: "the witness answered with HTTP status \(answer.status)")
            }
        }
        throw Refusal(words: "the witness says each time that it knows the ledger up to another size (409)")
    }

    private func request(from old: Int64) async throws(Refusal) -> AddCheckpoint {
        var proof: [Hash] = []
        if old > 0, old < checkpoint.size {
            do {
                proof = try await ledger.consistencyProof(from: old, to: checkpoint.size)
            } catch {
                throw Refusal(words: "the ledger gives no proof: \(error)")
            }
        }
        return AddCheckpoint(oldSize: old, proof: proof, checkpoint: note)
    }

    private static func otherHistory(_ status: Int) -> Refusal {
        Refusal(words: "the witness cosigned another history of this ledger and refuses this one (\(status))")
    }

    private func size(in body: [UInt8], asked old: Int64) throws(Refusal) -> Int64 {
        try Self.size(in: body, asked: old, of: checkpoint)
    }

    /// The size that a witness's 409 names.
    static func size(in body: [UInt8], asked old: Int64, of checkpoint: Checkpoint) throws(Refusal) -> Int64 {
        let text = String(decoding: body, as: UTF8.self)
        guard text.hasSuffix("\n"), let size = Int64(text.dropLast()), size >= 0, size != old else {
            // Until July 2026 tlog-witness had 409, not 422, for one size with two roots; such an answer names no size, or
            // the very one that was asked.
            guard old < checkpoint.size else { throw Self.otherHistory(409) }
            throw Refusal(words: "the witness does not say up to which size it knows the ledger (409)")
        }
        guard size <= checkpoint.size else {
            throw Refusal(
                words: "the witness cosigned a ledger of \(size) events, and this one holds only \(checkpoint.size): "
                    + "it was put back from an older copy, or another copy of it is in use"
            )
        }
        return size
    }

    private func cosignature(of witness: WitnessKey, in body: [UInt8]) throws(Refusal) -> SignedNote.Signature {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Refusal(words: "the witness's answer is no text")
        }
        let lines = text.split(separator: "\n").prefix(16)
        let signatures = lines.compactMap { try? SignedNote.signature(parsing: String($0)) }
        for line in signatures where line.name == witness.name && line.id == witness.id {
            do throws(NoteError) {
                if try Cosignature(of: witness, in: SignedNote(text: checkpoint.text, signatures: [line])) != nil {
                    return line
                }
            } catch {
                throw Refusal(
                    words: "the witness's cosignature does not hold; is its key in the settings the right one?"
                )
            }
        }
        throw Refusal(words: "the witness's answer holds no cosignature of the key in the settings")
    }
}
