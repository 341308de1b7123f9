import Foundation
import Ledger
import LedgerFiles

extension AuditedFolder {
    private struct Kept: Decodable {
        var cosigned: String?
        var begun: String?
    }

    /// The checkpoints with cosignatures that the folder holds, that which enough witnesses signed first.
    ///
    /// The file may be missing, and what is in it is believed only as far as the ledger's key signed it.
    func cosignedCheckpoints(by key: NoteKey) -> [(note: String, head: Checkpoint)] {
        guard
            let bytes = try? DurableFile.read("\(path)/anchoring.json", limit: 1_000_000),
            let kept = try? JSONDecoder().decode(Kept.self, from: Data(bytes))
        else { return [] }
        let notes = [kept.cosigned, kept.begun].compactMap(\.self)
        return notes.compactMap { note in (try? Checkpoint(verifying: note, with: key)).map { (note, $0) } }
    }
}
