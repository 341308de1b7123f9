import Ledger
import MailLedger

/// How many sealed parts could be opened.
struct SealTally: Encodable {
    /// Parts that opened.
    var opened = 0
    /// Parts of erased subjects, which nobody can open any more.
    var erased = 0

    /// The tally in words.
    var text: String { "\(opened) parts opened, \(erased) of erased persons or documents left closed" }
}

/// Opens the sealed parts of events, each with its own key.
struct SealCheck {
    let keys: AuditKeys

    /// Opens all parts of an event.
    ///
    /// - Throws: ``OpenedFault`` for the first part that was changed, or whose key was lost.
    func check(_ event: RecordedEvent, into tally: inout SealTally) async throws {
        let position = event.header.position
        let parts: [SealedPart]
        do {
            parts = try MailArchive.sealedParts(of: event)
        } catch {
            throw OpenedFault(position: position, "the body is not of a shape that this program knows")
        }
        guard !parts.isEmpty else { return }
        let known: KeyRing
        do throws(KeyStoreError) {
            known = try await keys.ring(for: parts)
        } catch {
            throw OpenedFault(position: position, error.words)
        }
        let context = SealingContext(ledger: keys.secrets.id, event: event.header.id)
        for part in parts {
            let missing = part.missing(from: known)
            guard missing.isEmpty else {
                guard try await keys.isErased(any: missing) else {
                    throw OpenedFault(
                        position: position,
                        "a key of \(missing[0]) is not in the key file, although \(missing[0]) was never erased; "
                            + "put the newest key file back"
                    )
                }
                tally.erased += 1
                continue
            }
            do {
                _ = try Sealer.open(part, with: known, context: context)
            } catch {
                throw OpenedFault(
                    position: position,
                    "the part that is sealed for \(part.subject) does not open: \(error)"
                )
            }
            tally.opened += 1
        }
    }
}
