import Ledger
import Mail
import MailLedger

/// How many frozen mails and attachments were read.
struct ContentTally: Encodable {
    /// Mails that are, to the last byte, those that were queued.
    var mails = 0
    /// Attachments that are those that were queued.
    var attachments = 0
    /// Mails and attachments of erased subjects.
    var erased = 0

    /// The tally in words.
    var text: String { "\(mails) mails and \(attachments) attachments read, \(erased) of erased persons or documents" }
}

/// Reads what the content folder keeps for an event, and compares it with the hashes in the event.
struct ContentCheck {
    let keys: AuditKeys
    let store: any ContentStore

    /// Reads all mails and attachments that an event names.
    ///
    /// - Throws: ``OpenedFault`` for the first that is missing or was changed.
    func check(_ event: RecordedEvent, into tally: inout ContentTally) async throws {
        guard event.header.type == .messageQueued else { return }
        guard case .messageQueued(let queued) = try await keys.archive.open([event]).first?.event else { return }
        let position = event.header.position
        for (number, recipient) in queued.numberedRecipients {
            guard let address = recipient.address else {
                tally.erased += 1
                continue
            }
            // Whoever was erased once and written to again has another subject since.
            let sealers = Set(try MailArchive.sealedParts(of: event).map(\.subject))
            let lives = (0..<1000).lazy.map { keys.secrets.index.person(address: address, life: $0) }
            guard let subject = lives.first(where: { sealers.contains($0.text) }) else {
                tally.erased += 1
                continue
            }
            do throws(ContentFault) {
                let stored = try await read(recipient.content, subject: subject)
                let mail = try await FrozenMailReader(stored: stored) { name, subject throws(ContentFault) in
                    try await read(name, subject: subject)
                }.mail()
                try expect(mail, hash: recipient.contentHash, size: recipient.size)
                tally.mails += 1
            } catch .erased {
                tally.erased += 1
            } catch {
                throw OpenedFault(position: position, "the frozen mail of recipient \(number) \(error.words)")
            }
        }
        guard
            let shared = event.header.document.map(KeySubject.document) ?? event.header.message.map(KeySubject.message)
        else { return }
        for (place, attachment) in Self.files(of: queued) {
            guard let hash = attachment.contentHash else {
                tally.erased += 1
                continue
            }
            do throws(ContentFault) {
                try expect(try await read(attachment.content, subject: shared), hash: hash, size: attachment.size)
                tally.attachments += 1
            } catch .erased {
                tally.erased += 1
            } catch {
                throw OpenedFault(position: position, "\(place) \(error.words)")
            }
        }
    }

    /// The attachments, and the files that were kept beside them, each with what to call it.
    private static func files(of queued: MessageQueued) -> [(place: String, file: QueuedAttachment)] {
        queued.numberedAttachments.map { ("attachment \($0.number)", $0.attachment) }
            + (queued.keptFiles ?? [:]).sorted { $0.key < $1.key }.map { ("kept file \($0.key)", $0.value) }
    }

    private func read(_ name: String, subject: KeySubject) async throws(ContentFault) -> [UInt8] {
        let ring: KeyRing
        do throws(KeyStoreError) {
            ring = try await keys.ring(of: [subject])
        } catch {
            throw .unreadable(error.words)
        }
        guard ring.holds(subject) else { throw .erased }
        do throws(ContentStoreError) {
            return try await store.get(ContentName(text: name), keys: ring.keys(of: subject))
        } catch {
            switch error {
            case .missing: throw .missing(name)
            case .damaged: throw .changed(name)
            case .storage(let reason): throw .unreadable(reason)
            }
        }
    }

    private func expect(_ bytes: [UInt8], hash: String, size: Int) throws(ContentFault) {
        guard bytes.count == size, Hash(of: bytes).description == hash else { throw .other }
    }
}

/// Why a piece of content is not what the event says.
enum ContentFault: Error {
    case erased
    case missing(String)
    case changed(String)
    case unreadable(String)
    case malformed
    case other

    /// The fault, to follow the name of what it concerns.
    var words: String {
        switch self {
        case .erased: "was erased"
        case .missing(let name): "is missing: content/\(name.prefix(2))/\(name)"
        case .changed(let name): "was changed: content/\(name.prefix(2))/\(name)"
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .malformed: "is not of a shape that this program knows"
        case .other: "is another than the one that was queued: its hash or size differs"
        }
    }
}
