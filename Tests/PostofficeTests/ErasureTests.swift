import Correspondence
import EmailHistory
import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import Privacy
import ProjectionEngine
import Suppressions
import Testing

@testable import Postoffice

@Suite("Erasing a person")
struct ErasureTests {
    private let person = "person-q7x@example.com"
    private let other = "other-q7x@example.com"

    @Test
    func `an erased person is nowhere left in the folder, others stay, and every view follows from the ledger`()
        async throws
    {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { office in
            let message = try await office.send(to: person, other)
            let organization = office.organization
            #expect(try !folder.files(holding: "person-q7x").isEmpty)
            let before = try await states(of: organization, in: folder)
            let certificate = try await organization.erase(
                ErasureRequest(address: "Person-q7x@example.com", basis: "asked for by letter"),
                actor: nil
            )
            #expect(certificate.state == "complete")
            #expect(certificate.counts["mails"] == 1)
            #expect(certificate.counts["message.queued"] == 1)
            #expect(try folder.files(holding: "person-q7x").isEmpty)
            #expect(try !folder.files(holding: "other-q7x").isEmpty)

            let item = try await organization.message(message)
            #expect(item.recipients.map(\.address) == [nil, other])
            await #expect(throws: PostofficeError.erased) { try await organization.content(of: message, recipient: 1) }
            #expect(try await !organization.content(of: message, recipient: 2).isEmpty)
            let after = try await states(of: organization, in: folder)
            #expect(after.sizes > before.sizes)
            #expect(after.agrees)

            let receipt = try Receipt(parsing: certificate.receipt)
            try receipt.verify(entry: Array(certificate.entry.utf8), key: organization.ledger.verifierKey)
            let id = try #require(OpaqueID(certificate.id))
            #expect(try await organization.certificate(id).receipt == certificate.receipt)
            let again = try await organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(again.position == certificate.position)
        }
    }

    @Test
    func `the state hash of a view is the same before and after an erasure`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        try await folder.open { office in
            _ = try await office.send(to: person, other)
            let organization = office.organization
            let before = try await compared(EmailHistory.self, organization, folder)
            _ = try await organization.erase(ErasureRequest(address: person), actor: nil)
            // The events of the erasure are no part of the history, so its state must not move by a bit.
            let after = try await compared(EmailHistory.self, organization, folder)
            #expect(before.tables.map(\.liveState) == after.tables.map(\.liveState))
            #expect(after.tables.allSatisfy { $0.liveState == $0.replayedState })
        }
    }

    @Test
    func `a key file and views put back from before stay dead, and a rebuild brings nothing back`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        var message = OpaqueID.random()
        try await folder.open { office in message = try await office.send(to: person, other) }
        let putBack = try folder.keep(["keys.sqlite", "views"])
        try await folder.open { office in
            _ = try await office.organization.erase(ErasureRequest(address: person), actor: nil)
        }
        try putBack()
        #expect(try !folder.files(holding: "person-q7x").isEmpty)
        try await folder.open { office in
            let organization = office.organization
            let left = try folder.files(holding: "person-q7x")
            #expect(left.isEmpty)
            #expect(try await organization.message(message).recipients.map(\.address) == [nil, other])
            await #expect(throws: PostofficeError.erased) { try await organization.content(of: message, recipient: 1) }
            let subject = organization.archive.person(address: person)
            #expect(try await organization.keys.keys(of: [subject]).isEmpty)
        }
        try FileManager.default.removeItem(atPath: "\(folder.organization)/views")
        try await folder.open { office in
            let item = try await office.organization.message(message)
            #expect(item.recipients.map(\.address) == [nil, other])
            #expect(try folder.files(holding: "person-q7x").isEmpty)
        }
    }

    @Test
    func `a hold and a retention refuse with a reason, and an erasure works once they ended`() async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            _ = try await office.send(to: person)
            _ = try await organization.hold(person, reason: "lawsuit 7", actor: nil)
            guard case .held(let words)? = await refusalOfErasure(in: organization) else {
                Issue.record("a hold did not refuse")
                return
            }
            #expect(
                words.contains("POST /v1/holds/lift") && words.contains("`postboek hold lift`")
                    && !words.contains("q7x")
            )
            #expect(try await organization.holds().map(\.address) == [person])
            _ = try await organization.liftHold(person, reason: "lawsuit ended", actor: nil)
            #expect(try await organization.holds().isEmpty)

            var retention = RetentionSettings()
            retention.keepYears = ["invoice": 7]
            try await organization.setRetention(retention, actor: nil)
            var request = MessageRequest()
            request.document = .inline(Document(id: "i-1", type: .invoice, number: "2026-1"))
            request.to = [MessageRequest.Address(address: person)]
            request.method = "sandbox"
            _ = try await organization.submit(request, actor: nil)
            guard case .retained? = await refusalOfErasure(in: organization) else {
                Issue.record("a retention did not refuse")
                return
            }
            try await organization.setRetention(RetentionSettings(), actor: nil)
            #expect(try await organization.erase(ErasureRequest(address: person), actor: nil).state == "complete")
            await #expect(throws: PostofficeError.erased) {
                try await organization.hold(person, reason: "too late", actor: nil)
            }
        }
    }

    @Test
    func `mail that waits is withdrawn, and mail to an erased person needs a new basis`() async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            var request = MessageRequest()
            request.to = [MessageRequest.Address(address: person), MessageRequest.Address(address: other)]
            (request.subject, request.text, request.method) = ("Later", "Later.", "sandbox")
            request.sendAt = Timestamp.now().adding(seconds: 86_400).description
            let waiting = try await organization.submit(request, actor: nil)
            let certificate = try await organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(certificate.counts["withdrawn"] == 1)
            let item = try await organization.message(waiting.id)
            #expect(item.recipients.map(\.status) == [.failed, .inTransit])

            request.sendAt = nil
            do {
                _ = try await organization.submit(request, actor: nil)
                Issue.record("a message without a basis was taken")
            } catch PostofficeError.invalid(let problems) {
                #expect(problems.map(\.field) == ["to[0].address"])
            }
            request.basis = "ordered again on 22 November"
            let again = try await organization.submit(request, actor: nil)
            #expect(try await organization.message(again.id).recipients.map(\.address) == [person, other])
            #expect(try await organization.message(waiting.id).recipients.map(\.address) == [nil, other])
            // The new life is as mortal as the first one.
            let second = try await organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(second.position > certificate.position)
            #expect(second.destroyedKeys != certificate.destroyedKeys)
            #expect(try await organization.message(again.id).recipients.map(\.address) == [nil, other])
        }
    }

    @Test
    func `a suppression survives the erasure, by the keyed hash alone`() async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            _ = try await office.send(to: person)
            _ = try await organization.suppress(person, actor: nil)
            _ = try await organization.erase(ErasureRequest(address: person), actor: nil)
            let listed = try await organization.suppressions(nil, cursor: nil, limit: 10).items
            #expect(listed.map(\.address) == [nil])
            var request = MessageRequest()
            request.to = [MessageRequest.Address(address: person)]
            (request.subject, request.text, request.basis) = ("Again", "Again.", "ordered again")
            await #expect(throws: PostofficeError.self) { try await organization.submit(request, actor: nil) }
            #expect(try await organization.release(person, actor: nil).isSuppressed == false)
            _ = try await organization.submit(request, actor: nil)
        }
    }

    @Test
    func `a document that went to one person alone goes with them if asked, a shared one never`() async throws {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            for (id, addresses) in [("own", [person]), ("shared", [person, other])] {
                var request = MessageRequest()
                request.document = .inline(Document(id: id, type: .invoice, number: "N-\(id)"))
                request.to = addresses.map { MessageRequest.Address(address: $0) }
                request.method = "sandbox"
                _ = try await organization.submit(request, actor: nil)
            }
            let asked = ErasureRequest(address: person, documents: true)
            #expect(try await organization.erase(asked, actor: nil).counts["documents"] == 1)
            let numbers = try await organization.events(after: nil, limit: 1000).compactMap { event in
                if case .documentRegistered(let registered)? = event.event { registered.document?.number } else { nil }
            }
            #expect(numbers == ["N-shared"])
        }
    }

    @Test(arguments: ["person-q7x@example.com left", "for person-q7x", String(repeating: "x", count: 501), ""])
    func `words that stay may not name the person`(basis: String) async throws {
        try await OfficeUnderTest.run { office in
            _ = try await office.send(to: person)
            await #expect(throws: PostofficeError.self) {
                try await office.organization.erase(ErasureRequest(address: person, basis: basis), actor: nil)
            }
            await #expect(throws: PostofficeError.notFound("anything about this address")) {
                try await office.organization.erase(ErasureRequest(address: "nobody@example.com"), actor: nil)
            }
        }
    }

    private func refusalOfErasure(in organization: Organization) async -> PostofficeError? {
        do {
            _ = try await organization.erase(ErasureRequest(address: person), actor: nil)
            return nil
        } catch {
            return error as? PostofficeError
        }
    }

    private func compared<P: Projection>(
        _ projection: P.Type,
        _ organization: Organization,
        _ folder: KeptFolder
    ) async throws -> ViewComparison {
        let size = try await organization.ledger.head().size
        #expect(try await organization.requireViews().wait(until: size, timeout: .seconds(30)))
        return try await compare(
            projection,
            live: View<P>.path(in: "\(folder.organization)/views"),
            workspace: folder.path,
            ledger: organization.ledger,
            archive: organization.archive
        )
    }

    private func states(
        of organization: Organization,
        in folder: KeptFolder
    ) async throws -> (sizes: Int64, agrees: Bool) {
        let history = try await compared(EmailHistory.self, organization, folder)
        let others = [
            try await compared(Correspondence.self, organization, folder),
            try await compared(Suppressions.self, organization, folder),
        ]
        return (history.size, (others + [history]).allSatisfy(\.isEqual))
    }
}
