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
        let subjects = Set(parts.map { KeySubject(text: $0.subject) })
        let known: [KeySubject: SubjectKey]
        do throws(KeyStoreError) {
            known = try await keys.keys(of: subjects)
        } catch {
            throw OpenedFault(position: position, error.words)
        }
        let context = SealingContext(ledger: keys.secrets.id, event: event.header.id)
        for part in parts {
            let subject = KeySubject(text: part.subject)
            guard let key = known[subject], key.id.description == part.key else {
                guard try await keys.isErased(subject) else {
                    throw OpenedFault(
                        position: position,
                        "the key \(part.key) of \(subject) is not in the key file, although \(subject) was never erased; "
                            + "put the newest key file back"
                    )
                }
                tally.erased += 1
                continue
            }
            do {
                _ = try Sealer.open(part, with: key, context: context)
            } catch {
                throw OpenedFault(position: position, "the part that is sealed for \(subject) does not open: \(error)")
            }
            tally.opened += 1
        }
    }
}
