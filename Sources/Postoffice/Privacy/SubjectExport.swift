import EvidenceBundle
import Foundation
import Ledger
import LedgerSQLite
import Logging
import Mail
import MailLedger
import Privacy
import ProjectionEngine
import Suppressions

extension Organization {
    /// Everything that is known about a person, as one file.
    ///
    /// - Parameter address: The person's address.
    /// - Returns: What writes the file; nothing but what the person got was read yet.
    /// - Throws: ``PostofficeError/erased`` for somebody who was erased; ``PostofficeError/notFound(_:)`` where nothing is
    ///   known of the address; ``PostofficeError/invalid(_:)``.
    package func export(about address: String) async throws -> SubjectExport {
        var problems = Problems()
        let checked = problems.address(address)
        guard let address = checked else { throw PostofficeError.invalid(problems.all) }
        let views = try requireViews()
        let person = archive.index.personID(address: address)
        let state = try await views.privacy.read { db in try Privacy.state(of: person, in: db) }
        if state?.erasure != nil { throw PostofficeError.erased }
        let suppression = try await views.suppressions.read { db in try Suppressions.one(person, in: db) }
        let subject = archive.person(address: address)
        guard try await keys.keys(of: [subject])[subject] != nil else {
            throw PostofficeError.notFound("anything about this address")
        }
        let head = try await ledger.head().size
        return SubjectExport(
            organization: self,
            trace: PersonTrace(address: address, subject: subject),
            facts: SubjectExport.Facts(
                address: address,
                subject: person.description,
                asOf: Timestamp.now().description,
                ledgerSize: head,
                isSuppressed: suppression?.isSuppressed ?? false,
                suppressionReason: suppression?.reason.rawValue,
                isHeld: state?.heldSince != nil
            )
        )
    }
}

/// Everything about a person, ready to be written piece by piece: never more than one page of events or one mail at once.
package struct SubjectExport {
    /// What is known of the person as a whole.
    struct Facts: Encodable {
        var address: String
        var subject: String
        var asOf: String
        var ledgerSize: Int64
        var isSuppressed: Bool
        var suppressionReason: String?
        var isHeld: Bool
    }

    private struct Entry: Encodable {
        var position: Int64
        var type: String
        var occurredAt: String
        var message: String?
        var document: String?
        var recipient: Int?
        var data: JSONValue
    }

    private let organization: Organization
    private var trace: PersonTrace
    private let facts: Facts
    private var zip = ZipWriter()
    private var ready: [[UInt8]] = []
    private var position: Int64 = 0
    private var page = 0
    private var documents: Set<OpaqueID> = []
    private var isBegun = false
    private var isEnded = false

    init(organization: Organization, trace: PersonTrace, facts: Facts) {
        self.organization = organization
        self.trace = trace
        self.facts = facts
    }

    /// The next piece of the file; nil after the last.
    ///
    /// - Throws: `BundleError.tooLarge`, and what reading the ledger and the contents throws.
    package mutating func next() async throws -> [UInt8]? {
        while ready.isEmpty {
            if isEnded { return nil }
            if !isBegun {
                isBegun = true
                ready.append(try zip.member("README.txt", Array(SubjectExportText.readme.utf8)))
                ready.append(try zip.member("person.json", try Self.encode(facts)))
            } else if position < facts.ledgerSize {
                try await readPage()
            } else {
                isEnded = true
                ready.append(zip.end())
            }
        }
        return ready.removeFirst()
    }

    private mutating func readPage() async throws {
        // Few, since each may bring a mail along.
        let recorded = try await organization.ledger.events(
            from: position,
            limit: Int(min(100, facts.ledgerSize - position))
        )
        guard let last = recorded.last else {
            position = facts.ledgerSize
            return
        }
        position = last.header.position + 1
        var concerned: [RecordedEvent] = []
        for event in recorded {
            let isAbout = try await trace.add(event, in: organization.archive)
            if isAbout { concerned.append(event) }
        }
        guard !concerned.isEmpty else { return }
        var entries: [Entry] = []
        for event in try await organization.archive.open(concerned) {
            let header = event.header
            entries.append(
                Entry(
                    position: header.position,
                    type: header.type.rawValue,
                    occurredAt: header.occurredAt.description,
                    message: header.message?.description,
                    document: header.document?.description,
                    recipient: header.recipient,
                    data: ownData(of: event)
                )
            )
            try await addContent(of: event)
        }
        page += 1
        let digits = String(page)
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        ready.append(try zip.member("events/\(name).json", try Self.encode(entries)))
        let rows = entries.map { ($0.occurredAt, $0.type, $0.data) }
        ready.append(try zip.member("pages/\(name).html", Array(SubjectExportText.page(rows).utf8)))
    }

    /// What an event says, without the other recipients' addresses and names.
    private func ownData(of event: RecordedMailEvent) -> JSONValue {
        guard case .messageQueued(let queued) = event.event, case .object(var fields) = event.data,
            case .object(let recipients)? = fields["recipients"]
        else { return event.data }
        fields["recipients"] = .object(
            recipients.filter { queued.recipients[$0.key]?.address?.lowercased() == trace.address }
        )
        return .object(fields)
    }

    private mutating func addContent(of event: RecordedMailEvent) async throws {
        switch event.event {
        case .messageQueued(let queued):
            guard let message = event.header.message else { return }
            for (number, copy) in queued.numberedRecipients where copy.address?.lowercased() == trace.address {
                let mail: [UInt8]
                do {
                    mail = try await organization.postmaster.frozenMail(
                        content: ContentName(text: copy.content),
                        address: trace.address
                    )
                } catch KeyStoreError.erased {
                    continue
                } catch is ContentStoreError {
                    let name = "mails/\(message)-\(number)-MISSING.txt"
                    ready.append(try zip.member(name, missing(event.position, copy.content)))
                    continue
                }
                ready.append(try zip.member("mails/\(message)-\(number).eml", mail))
            }
        case .reportReceived:
            do {
                let bytes = try await organization.keptReport(at: event.position)
                ready.append(try zip.member("reports/\(event.position).txt", bytes))
            } catch PostofficeError.erased {
                return
            } catch PostofficeError.notFound, PostofficeError.unavailable {
                let name = "reports/\(event.position)-MISSING.txt"
                ready.append(try zip.member(name, missing(event.position)))
            }
        default: return
        }
    }

    /// What stands in the place of content that is lost, which is logged too.
    private func missing(_ position: Int64, _ file: String = "") -> [UInt8] {
        organization.logger.error(
            "content is missing or damaged, and is left out of an export",
            metadata: ["position": "\(position)", "file": "\(file)"]
        )
        let words =
            "What belongs here (event \(position)) is missing or damaged in the service's storage, and could not be given.\n"
        return Array(words.utf8)
    }

    private static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(value))
    }
}
