import Ledger
import Mail
import MailLedger

/// What a ledger holds about one person.
struct PersonTrace: Sendable {
    /// One recipient's copy.
    struct Copy: Hashable, Sendable {
        var message: OpaqueID
        var number: Int
    }

    /// A document that was mailed to the person.
    struct Mailed: Sendable {
        var type: DocumentType?
        /// When it was mailed to them last.
        var last: Timestamp
        /// Whether it went to somebody else too, archive copies aside.
        var hasOthers: Bool
    }

    /// The address, in small letters.
    let address: String
    /// The person as a key subject.
    let subject: KeySubject
    /// How many events of each type hold something that only the person's key opens.
    private(set) var events: [String: Int] = [:]
    /// The person's copies.
    private(set) var copies: Set<Copy> = []
    /// The frozen mails.
    private(set) var mails: [ContentName] = []
    /// The kept reports that the person's key helps to open.
    private(set) var reports: [ContentName] = []
    /// The documents that were mailed to them.
    private(set) var documents: [OpaqueID: Mailed] = [:]

    /// Counts for the event that states an erasure.
    var counts: [String: Int] {
        events.merging(["mails": mails.count, "reports": reports.count]) { $1 }
    }

    init(address: String, subject: KeySubject) {
        self.address = address.lowercased()
        self.subject = subject
    }

    /// Takes note of an event that is about the person; false where it is not.
    mutating func add(_ recorded: RecordedEvent, in archive: MailArchive) async throws -> Bool {
        let isSealed = try MailArchive.sealedParts(of: recorded).contains { $0.subject == subject.text }
        let header = recorded.header
        switch header.type {
        case .messageQueued:
            guard let event = try await archive.open([recorded]).first?.event, case .messageQueued(let queued) = event
            else { return isSealed }
            guard isSealed else { return false }
            note(queued, header)
        case .reportReceived:
            guard case .reportReceived(let received)? = try await archive.open([recorded]).first?.event,
                received.readers?.contains(subject.text) ?? false
            else { return isSealed }
            reports.append(ContentName(text: received.content))
            events[header.type.rawValue, default: 0] += 1
            return true
        default: break
        }
        if isSealed { events[header.type.rawValue, default: 0] += 1 }
        guard let message = header.message, let number = header.recipient else { return isSealed }
        return isSealed || copies.contains(Copy(message: message, number: number))
    }

    /// Takes note of an event of which it matters only whether somebody else got a document that the person got.
    mutating func addOther(_ recorded: RecordedEvent, in archive: MailArchive) async throws {
        guard
            recorded.header.type == .messageQueued, let document = recorded.header.document,
            documents[document]?.hasOthers == false,
            case .messageQueued(let queued)? = try await archive.open([recorded]).first?.event
        else { return }
        documents[document]?.hasOthers = queued.hasCustomers(but: address)
    }

    private mutating func note(_ queued: MessageQueued, _ header: EventHeader) {
        guard let message = header.message else { return }
        for (number, copy) in queued.numberedRecipients where copy.address?.lowercased() == address {
            copies.insert(Copy(message: message, number: number))
            mails.append(ContentName(text: copy.content))
            guard let document = header.document, copy.role != .archive else { continue }
            var known = documents[document] ?? Mailed(type: nil, last: header.occurredAt, hasOthers: false)
            known.type = queued.documentType ?? known.type
            known.last = max(known.last, header.occurredAt)
            known.hasOthers = known.hasOthers || queued.hasCustomers(but: address)
            documents[document] = known
        }
    }
}

extension MessageQueued {
    /// Whether somebody else than this address got it, archive copies aside.
    fileprivate func hasCustomers(but address: String) -> Bool {
        recipients.values.contains { $0.role != .archive && $0.address?.lowercased() != address }
    }
}

extension Organization {
    /// Reads the whole ledger for what it holds about a person.
    ///
    /// - Parameters:
    ///   - address: The person's address.
    ///   - sharing: Whether it is also wanted who else got their documents, before or after them: the ledger is then read twice.
    /// - Returns: What was found.
    /// - Throws: What the ledger and the archive have against reading.
    func trace(_ address: String, sharing: Bool) async throws -> PersonTrace {
        var trace = PersonTrace(address: address, subject: archive.person(address: address))
        let end = try await ledger.head().size
        try await ledger.forEach(before: end) { event in _ = try await trace.add(event, in: archive) }
        guard sharing, !trace.documents.isEmpty else { return trace }
        try await ledger.forEach(before: end) { event in try await trace.addOther(event, in: archive) }
        return trace
    }
}

extension LedgerReading {
    /// Calls a body for each event of the ledger in order, as far as a size.
    func forEach(before end: Int64, _ body: (RecordedEvent) async throws -> Void) async throws {
        var position: Int64 = 0
        while position < end {
            let page = try await events(from: position, limit: Int(min(500, end - position)))
            guard let last = page.last else { break }
            for event in page { try await body(event) }
            position = last.header.position + 1
            try Task.checkCancellation()
        }
    }
}
