import Foundation
import Ledger
import MIME
import Mail
import MailLedger
import Sending
import Synchronization

/// Renders a checked message, freezes each copy, and states that it is queued.
struct Postmaster: Sendable {
    private(set) var archive: MailArchive
    let keys: any KeyStore
    let content: any ContentStore
    let pixel: PixelAddress

    /// Who a message comes from, and what its method takes.
    struct Handover: Sendable {
        var sender: MethodSender
        var largestMessage: Int
        /// Where it does not, a copy names its own recipient alone: whoever is named would get a mail.
        var separatesEnvelope: Bool
    }

    /// The postmaster for a message that begins new lives of erased persons.
    func with(lives: [OpaqueID: Int]) -> Self {
        var other = self
        other.archive = archive.with(lives: lives)
        return other
    }

    /// Renders and freezes all copies; all content and keys are durable on return.
    ///
    /// - Returns: The fact to append.
    /// - Throws: ``PostofficeError/invalid(_:)`` for a mail that the method would not take.
    func freeze(
        _ message: CheckedMessage,
        id: OpaqueID,
        document: OpaqueID?,
        handover: Handover,
        origin: MessageOrigin,
        at moment: Timestamp,
        actor: OpaqueID?
    ) async throws -> MailFact {
        let sender = handover.sender
        let shared = document.map(KeySubject.document) ?? .message(id)
        let persons = message.recipients.map { archive.person(address: $0.mailbox.address.description) }
        let known = try await keys.makeKeys(for: Set(persons + [shared]))
        func key(_ subject: KeySubject) throws -> SubjectKey {
            guard let key = known[subject] else { throw MailArchiveError.noKey(subject) }
            return key
        }
        let sharedKey = try key(shared)
        let ids = try MessageIDs(message: id, domain: sender.from.address.domain)
        var mails: [ComposedMail] = []
        for (offset, recipient) in message.recipients.enumerated() {
            var draft = MailDraft(
                from: sender.from,
                to: handover.separatesEnvelope ? message.visible(.to) : [recipient.mailbox],
                cc: handover.separatesEnvelope ? message.visible(.cc) : [],
                replyTo: sender.replyTo,
                subject: message.subject,
                messageID: try ids.copy(offset + 1),
                references: [ids.reference],
                // A mail that leaves later is dated then (RFC 5322 §3.6.1: when it is ready to enter the mail system).
                date: (message.sendAt ?? moment).microseconds / 1_000_000,
                text: message.text,
                html: message.html,
                plainTextOnly: message.plainTextOnly,
                inlineImages: message.logo.map { [$0] } ?? [],
                attachments: message.attachments
            )
            try track(&draft, message, recipient, id: id, number: offset + 1)
            try askForReceipt(&draft, message, recipient, sender: sender, id: id, number: offset + 1)
            mails.append(try compose(draft))
        }
        try Self.check(mails, largest: handover.largestMessage, method: message.method)
        let files = message.attachments + message.keptFiles.map(\.file)
        let fileNames = try await content.put(files.map { ($0.bytes, sharedKey) })
        let attachmentNames = Array(fileNames.prefix(message.attachments.count))
        let copies = try mails.map { mail in
            (mail: mail, frozen: try FrozenMail(mail, attachments: attachmentNames, subject: shared))
        }
        let contents = try zip(copies, persons).map { copy, person in (copy.frozen.stored, try key(person)) }
        let names = try await content.put(contents)

        var queued = MessageQueued(
            method: message.method,
            subject: message.subject.text,
            from: sender.from.address.description,
            returnPath: sender.returnPath?.description,
            trackOpens: message.tracking.decision.isTracked,
            reference: ids.reference.description,
            recipients: [:]
        )
        queued.trackingBasis = message.tracking.decision.basis
        queued.requestsReceipt = message.tracking.asksForReceipt ? true : nil
        queued.sendAt = message.sendAt?.microseconds
        queued.batch = origin.batch?.description
        queued.batchIndex = origin.batchIndex
        queued.resendOf = origin.resendOf?.description
        for (offset, recipient) in message.recipients.enumerated() {
            var copy = QueuedRecipient(
                role: recipient.role,
                address: recipient.mailbox.address.description,
                name: recipient.mailbox.name?.text,
                messageID: try ids.copy(offset + 1).description,
                content: names[offset].text,
                contentHash: copies[offset].frozen.hash.description,
                size: copies[offset].mail.bytes.count,
                tracked: message.tracking.tracks(recipient)
            )
            copy.trackingBasis = message.tracking.exception(recipient)
            queued.recipients[String(offset + 1)] = copy
        }
        let kinds = message.kinds + message.keptFiles.map(\.kind)
        for (offset, file) in files.enumerated() {
            var described = QueuedAttachment(
                name: file.name.text,
                mediaType: file.mediaType.description,
                size: file.bytes.count,
                contentHash: Hash(of: file.bytes).description,
                content: fileNames[offset].text
            )
            described.kind = kinds[offset]?.rawValue
            if offset < message.attachments.count {
                queued.attachments[String(offset + 1)] = described
            } else {
                queued.keptFiles = queued.keptFiles ?? [:]
                queued.keptFiles?[String(offset + 1 - message.attachments.count)] = described
            }
        }
        queued.advice = message.advice.isEmpty ? nil : message.advice
        queued.purpose = message.purpose?.rawValue
        queued.documentType = message.documentType
        return MailFact(.messageQueued(queued), document: document, message: id, occurredAt: moment, actor: actor)
    }

    /// Refuses, while somebody can still change it, what the method would refuse later.
    private static func check(_ mails: [ComposedMail], largest: Int, method: MethodKind) throws(PostofficeError) {
        guard let size = mails.map(\.bytes.count).max(), size > largest else { return }
        throw .invalid([
            FieldProblem(
                "attachments",
                "make a mail of \(size) bytes, and \(method.rawValue) takes at most \(largest); leave something out"
            )
        ])
    }

    /// The frozen mail of a recipient, checked to be the one that was queued.
    func frozenMail(content name: ContentName, address: String) async throws -> [UInt8] {
        let stored = try await read(name, subject: archive.person(address: address))
        return try await FrozenMail.thaw(stored) { name, subject in try await read(name, subject: subject) }
    }

    func read(_ name: ContentName, subject: KeySubject) async throws -> [UInt8] {
        let ring = try await keys.ring(of: [subject])
        guard ring.holds(subject) else { throw KeyStoreError.erased(subject) }
        return try await content.get(name, keys: ring.keys(of: subject))
    }
}

extension CheckedMessage {
    /// The mailboxes that stand in a header, the same in all copies.
    func visible(_ role: RecipientRole) -> [Mailbox] {
        recipients.filter { $0.role == role }.map(\.mailbox)
    }
}

/// The Message-IDs of a message: one for each copy, and one that all copies share in References.
struct MessageIDs {
    let reference: MessageID
    private let left: String
    private let domain: String

    init(message: OpaqueID, domain: String) throws {
        left = message.description.filter { $0 != "-" }
        // A Message-ID is ASCII (RFC 5322 §3.6.4), which a domain need not be.
        self.domain = domain.utf8.allSatisfy { $0 < 0x80 } ? domain : "postboek.invalid"
        reference = try MessageID(parsing: "\(left)@\(self.domain)")
    }

    func copy(_ number: Int) throws -> MessageID {
        try MessageID(parsing: "\(left).\(number)@\(domain)")
    }
}

/// The address under which the world reaches the service.
final class PublicAddress: Sendable {
    private let address: Mutex<String>

    init(_ url: String) {
        address = Mutex(url)
    }

    /// The address, without a slash at the end.
    var url: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }
}

extension UUID {
    /// The same sixteen bytes.
    init(_ id: OpaqueID) {
        let bytes = id.bytes
        self.init(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            )
        )
    }
}

extension OpaqueID {
    /// The same sixteen bytes.
    init(_ uuid: UUID) {
        let bytes = uuid.uuid
        let high: [UInt8] = [bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5, bytes.6, bytes.7]
        let low: [UInt8] = [bytes.8, bytes.9, bytes.10, bytes.11, bytes.12, bytes.13, bytes.14, bytes.15]
        self.init(
            high: high.reduce(0) { $0 << 8 | UInt64($1) },
            low: low.reduce(0) { $0 << 8 | UInt64($1) }
        )
    }
}
