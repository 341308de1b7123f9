import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import Testing

@testable import Postoffice

/// What comes between the steps of an erasure, and around it.
@Suite("The course of an erasure")
struct ErasureCourseTests {
    private let person = "person-q7x@example.com"
    private let other = "other-q7x@example.com"

    @Test(arguments: [true, false])
    func `a document that somebody else got, before or after, is never erased`(isBefore: Bool) async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            for address in isBefore ? [other, person] : [person, other] {
                var request = MessageRequest()
                request.document = .inline(Document(id: "shared", type: .invoice, number: "N-1"))
                request.to = [MessageRequest.Address(address: address)]
                request.method = "sandbox"
                _ = try await organization.submit(request, actor: nil)
            }
            let asked = ErasureRequest(address: person, documents: true)
            #expect(try await organization.erase(asked, actor: nil).counts["documents"] == 0)
            #expect(try await organization.document("shared").number == "N-1")
        }
    }

    @Test
    func `a message with a basis that is refused stores nothing, and the person stays erased`() async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            _ = try await office.send(to: person)
            _ = try await organization.erase(ErasureRequest(address: person), actor: nil)
            let size = try await organization.ledger.head().size
            let first = organization.archive.person(address: person)
            var request = MessageRequest()
            request.to = [MessageRequest.Address(address: person)]
            (request.subject, request.text) = ("Again", "Again.")
            request.basis = "ordered again"
            request.method = "smtp"
            await #expect(throws: PostofficeError.self) { try await organization.submit(request, actor: nil) }
            #expect(try await organization.ledger.head().size == size)
            #expect(organization.archive.person(address: person) == first)

            request.method = "sandbox"
            _ = try await organization.submit(request, actor: nil)
            #expect(organization.archive.person(address: person) != first)
            let types = try await organization.events(after: size - 1, limit: 100).map(\.header.type)
            #expect(types.prefix(2) == [.subjectReadmitted, .messageQueued])
        }
    }

    @Test
    func `content that cannot be removed is said to be left, and a repeat removes it`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { office in
            _ = try await office.send(to: person, other)
            let organization = office.organization
            let mail = try #require(try await mails(of: person, in: organization).first)
            // Even root cannot unlink a folder.
            let aside = try Data(contentsOf: URL(filePath: path(mail, folder)))
            try FileManager.default.removeItem(atPath: path(mail, folder))
            try FileManager.default.createDirectory(atPath: path(mail, folder), withIntermediateDirectories: false)
            let error = await #expect(throws: PostofficeError.self) {
                try await organization.erase(ErasureRequest(address: person), actor: nil)
            }
            guard case .unavailable(let words)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(words.contains("IS erased") && words.contains("1 file "))
            #expect(try folder.files(holding: "person-q7x").isEmpty)

            try FileManager.default.removeItem(atPath: path(mail, folder))
            try aside.write(to: URL(filePath: path(mail, folder)))
            let again = try await organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(again.state == "complete")
            #expect(!FileManager.default.fileExists(atPath: path(mail, folder)))
        }
    }

    @Test
    func `content that a crash or a restored copy left is removed by the next opening`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        var kept: ContentName?
        try await folder.open { office in
            _ = try await office.send(to: person, other)
            kept = try await mails(of: person, in: office.organization).first
        }
        let mail = try #require(kept)
        let bytes = try Data(contentsOf: URL(filePath: path(mail, folder)))
        try await folder.open { office in
            _ = try await office.organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(!FileManager.default.fileExists(atPath: path(mail, folder)))
        }
        // As after a crash between the event and the removal.
        try bytes.write(to: URL(filePath: path(mail, folder)))
        try FileManager.default.removeItem(atPath: "\(folder.organization)/purged")
        try await folder.open { office in
            #expect(!FileManager.default.fileExists(atPath: path(mail, folder)))
            let others = try await mails(of: other, in: office.organization)
            #expect(others.allSatisfy { FileManager.default.fileExists(atPath: path($0, folder)) })
        }
    }

    @Test
    func `a mail that is lost is named before a bundle begins, and left out of an export with a note`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { office in
            let organization = office.organization
            var request = MessageRequest()
            request.document = .inline(Document(id: "i-1", type: .invoice, number: "N-1"))
            request.to = [MessageRequest.Address(address: person)]
            request.method = "sandbox"
            let message = try await organization.submit(request, actor: nil).id
            let mail = try #require(try await mails(of: person, in: organization).first)
            _ = try await organization.bundle(ofDocument: "i-1")
            try FileManager.default.removeItem(atPath: path(mail, folder))
            let error = await #expect(throws: PostofficeError.self) { try await organization.bundle(ofDocument: "i-1") }
            guard case .unavailable(let words)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(words.contains("recipient 1 of message \(message)") && words.contains(mail.text))
            #expect(!words.contains("q7x"))
            var export = try await organization.export(about: person)
            var file: [UInt8] = []
            while let piece = try await export.next() { file += piece }
            #expect(String(decoding: file, as: UTF8.self).contains("mails/\(message)-1-MISSING.txt"))
        }
    }

    private func path(_ name: ContentName, _ folder: KeptFolder) -> String {
        "\(folder.organization)/content/\(name.text.prefix(2))/\(name.text)"
    }

    private func mails(of address: String, in organization: Organization) async throws -> [ContentName] {
        try await organization.events(after: nil, limit: 1000).flatMap { event in
            guard case .messageQueued(let queued)? = event.event else { return [ContentName]() }
            return queued.recipients.values.filter { $0.address == address }.map { ContentName(text: $0.content) }
        }
    }
}
