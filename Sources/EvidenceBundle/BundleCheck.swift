import Ledger
import Mail
import MailLedger
import Witness

/// Checks an evidence bundle with nothing but the ledger's public key.
package struct BundleCheck: Sendable {
    /// The checkpoint that vouches for all events.
    package let checkpoint: Checkpoint
    /// The events, opened.
    package let events: [RecordedMailEvent]
    /// How many mails are in it.
    package let mails: Int
    /// How many attachments are in it.
    package let attachments: Int
    /// Who cosigned the checkpoint, of the witnesses that were asked for.
    package let cosignatures: [Cosignature]
    /// How many mails the events name whose bytes are not in it, because their person was erased.
    package let missingMails: Int

    /// The facts that are counted only, by the word of the ledger's owner.
    package let folded: [FoldedEvents]

    /// Checks a file.
    ///
    /// - Parameters:
    ///   - file: The bundle.
    ///   - key: The ledger's public key.
    ///   - quorum: The witnesses that must have cosigned the checkpoint.
    ///   - isOfFactsOnly: Whether the texts for people, which another version may have worded otherwise, are passed over.
    /// - Throws: ``BundleError`` with the first thing that does not hold.
    package init(
        _ file: [UInt8],
        key: NoteKey,
        quorum: WitnessQuorum = WitnessQuorum([]),
        factsOnly isOfFactsOnly: Bool = false
    ) throws(BundleError) {
        let zip = try ZipReader(file)
        let contents = Dictionary(uniqueKeysWithValues: zip.members.map { ($0.name, Array(file[$0.range])) })
        func content(_ name: String) throws(BundleError) -> [UInt8] {
            guard let bytes = contents[name] else { throw .file(name) }
            return bytes
        }
        try Self.checkManifest(zip, contents, key)
        guard try content("key.txt").elementsEqual("\(key)\n".utf8) else { throw .file("key.txt") }
        let note = String(decoding: try content("checkpoint.txt"), as: UTF8.self)
        guard let checkpoint = try? Checkpoint(verifying: note, with: key) else { throw .file("checkpoint.txt") }
        do throws(QuorumError) { cosignatures = try quorum.verify(note) } catch { throw .witnesses(error) }
        guard let secrets = BundleSecrets.decode(try content(BundleSecrets.name)) else {
            throw .file(BundleSecrets.name)
        }

        var bundled: [BundledEvent] = []
        var known: Set<String> = Self.texts.union([BundleManifest.name, BundleSecrets.name, FoldedEvents.name])
        var (mails, missing) = (0, 0)
        for (name, _) in zip.members where name.hasPrefix("events/") && name.hasSuffix(".header.json") {
            let prefix = name.dropLast(".header.json".count)
            let entry = try content(name)
            guard let header = try? EventHeader(entry: entry) else { throw .file(name) }
            let position = header.position
            guard "events/\(BundledEvent.digits(position))" == prefix else { throw .file(name) }
            let text = String(decoding: try content("\(prefix).receipt"), as: UTF8.self)
            guard
                let receipt = try? Receipt(parsing: text), receipt.position == position, receipt.checkpoint == note,
                (try? receipt.verify(entry: entry, key: key)) != nil
            else { throw .receipt(position) }
            let body = try content("\(prefix).body.json")
            guard Hash(of: body) == header.bodyHash else { throw .body(position) }
            let recorded = RecordedEvent(header: header, entry: entry, body: body)
            let event = try? BundledEvent(recorded: recorded, secrets: secrets[position] ?? [], receipt: receipt)
            guard let event, event.opened.data.bytes == (try content("\(prefix).opened.json")) else {
                throw .opened(position)
            }
            let opened = event.opened
            known.formUnion([".header.json", ".body.json", ".opened.json", ".receipt"].map { "\(prefix)\($0)" })
            if case .messageQueued(let queued) = opened.event, let message = header.message {
                for (number, recipient) in queued.numberedRecipients {
                    let name = BundledMail.name(message, number)
                    guard let mail = contents[name] else {
                        missing += 1
                        continue
                    }
                    guard Hash(of: mail).description == recipient.contentHash else { throw .mail(name) }
                    mails += known.insert(name).inserted ? 1 : 0
                }
            }
            bundled.append(event)
        }
        let events = bundled.map(\.opened)
        var attachments = 0
        for file in BundledAttachment.all(in: events) {
            guard let bytes = contents[file.name] else { continue }
            guard Hash(of: bytes).description == file.hash else { throw .mail(file.name) }
            attachments += known.insert(file.name).inserted ? 1 : 0
        }
        if let stranger = contents.keys.filter({ !known.contains($0) }).min() { throw .file(stranger) }
        guard Self.areOfOneDocument(events.map(\.header)) else { throw .severalDocuments }
        let source = BundleSource(
            key: key,
            events: bundled,
            checkpoint: note,
            witnesses: try Self.witnesses(try content("witnesses.txt"), of: note),
            folded: try Self.folded(contents[FoldedEvents.name])
        )
        if !isOfFactsOnly {
            guard try content("README.txt").elementsEqual(BundleReadme.text(source).utf8) else {
                throw .text("README.txt")
            }
            guard try content("timeline.html").elementsEqual(BundlePage.html(source).utf8) else {
                throw .text("timeline.html")
            }
        }
        (self.checkpoint, self.events, self.mails, missingMails) = (checkpoint, events, mails, missing)
        (self.attachments, folded) = (attachments, source.folded)
    }

    private static let texts: Set<String> = [
        "README.txt", "timeline.html", "key.txt", "witnesses.txt", "checkpoint.txt",
    ]

    /// Whether all events are of one document, or of a message about it.
    private static func areOfOneDocument(_ headers: [EventHeader]) -> Bool {
        let about = headers.filter { $0.document != nil }
        let messages = Set(about.compactMap(\.message))
        return Set(about.map(\.document)).count <= 1
            && headers.allSatisfy { $0.document != nil || $0.message.map(messages.contains) == true }
    }

    /// The witnesses that the bundle names, each of which must have cosigned the checkpoint.
    private static func witnesses(_ bytes: [UInt8], of note: String) throws(BundleError) -> [WitnessKey] {
        let keys = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            try? WitnessKey(parsing: String(line))
        }
        let witnesses = keys.compactMap(\.self)
        guard
            witnesses.count == keys.count, bytes.elementsEqual(witnesses.map { "\($0)\n" }.joined().utf8),
            (try? WitnessQuorum(witnesses, needed: 0).verify(note))?.map(\.witness) == witnesses
        else { throw .file("witnesses.txt") }
        return witnesses
    }

    private static func folded(_ bytes: [UInt8]?) throws(BundleError) -> [FoldedEvents] {
        guard let bytes else { return [] }
        guard let folded = FoldedEvents.decode(bytes) else { throw .file(FoldedEvents.name) }
        return folded
    }

    private static func checkManifest(
        _ zip: ZipReader,
        _ contents: [String: [UInt8]],
        _ key: NoteKey
    ) throws(BundleError) {
        guard zip.members.last?.name == BundleManifest.name, let bytes = contents[BundleManifest.name] else {
            throw .file(BundleManifest.name)
        }
        let note = String(decoding: bytes, as: UTF8.self)
        guard
            let signed = try? SignedNote(parsing: note), (try? signed.verify(with: [key])) != nil,
            signed.description == note, note.utf8.elementsEqual(bytes)
        else { throw .manifest }
        var expected = BundleManifest()
        for (name, _) in zip.members.dropLast() { expected.add(name, contents[name] ?? []) }
        let text = expected.text(origin: key.name)
        guard signed.text != text else { return }
        let lines = Set(signed.text.split(separator: "\n"))
        let changed = expected.files.first { !lines.contains("\($0.hash)  \($0.name)") }
        throw .file(changed?.name ?? BundleManifest.name)
    }
}
