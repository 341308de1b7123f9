import EmailHistory
import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("Keeping details, exports and keys")
struct RetentionTests {
    private let person = "person-q7x@example.com"
    private let other = "other-q7x@example.com"

    /// The details that events state about openings and sendings.
    private func details(_ office: OfficeUnderTest) async throws -> [String] {
        try await office.events().flatMap { event in
            switch event {
            case .messageOpened(let opened): [opened.agent].compactMap(\.self)
            case .messageDelivered(let report), .messageBounced(let report): [report.text].compactMap(\.self)
            default: [String]()
            }
        }
    }

    @Test
    func `details of an old month are forgotten with an event, and statuses stay, also after a restore`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        var message = OpaqueID.random()
        try await folder.open { office in
            message = try await office.send(to: person)
            let organization = office.organization
            var report = DeliveryReport(source: "smtp", authentication: .own)
            (report.text, report.failureClass) = ("mailbox-q7x is full", .soft)
            _ = try await organization.record(
                [
                    CopyEvidence(
                        message: message,
                        recipient: 1,
                        event: .messageBounced(report),
                        occurredAt: .now(),
                        key: [1]
                    )
                ],
                keeping: KeptReport(
                    source: "http",
                    kind: "bounce",
                    ruleSet: 1,
                    matchedBy: "messageID",
                    bytes: Array("raw-q7x".utf8)
                )
            )
            #expect(try await details(office) == ["mailbox-q7x is full"])
        }
        let putBack = try folder.keep(["keys.sqlite", "views"])
        var status: [DeliveryStatus] = []
        try await folder.open { office in
            let organization = office.organization
            var settings = RetentionSettings()
            settings.evidenceMonths = 6
            try await organization.setRetention(settings, actor: nil)
            status = try await organization.message(message).recipients.map(\.status)
            let early = Timestamp.now().adding(seconds: 150 * 86_400)
            #expect(try await organization.forgetOldDetails(at: early).isEmpty)
            #expect(try await details(office) == ["mailbox-q7x is full"])
            let late = Timestamp.now().adding(seconds: 250 * 86_400)
            let forgotten = try await organization.forgetOldDetails(at: late)
            #expect(forgotten == [EvidenceMonth(of: .now())])
            #expect(try await organization.forgottenMonths() == forgotten.map(\.description))
        }
        try putBack()
        try await folder.open { office in
            let organization = office.organization
            #expect(try await details(office).isEmpty)
            #expect(try folder.files(holding: "mailbox-q7x").isEmpty)
            #expect(try await organization.message(message).recipients.map(\.status) == status)
            #expect(try await organization.message(message).recipients.map(\.address) == [person])
            let position = try await organization.events(after: nil, limit: 100)
                .first { $0.header.type == .reportReceived }?.position
            await #expect(throws: PostofficeError.erased) {
                try await organization.keptReport(at: try #require(position))
            }
        }
    }

    @Test
    func `a person's new key seals what comes, the former one still opens, and an erasure destroys both`() async throws
    {
        try await OfficeUnderTest.run { office in
            let organization = office.organization
            let first = try await office.send(to: person)
            _ = try await organization.rotateKey(of: person)
            let second = try await office.send(to: person)
            _ = try await organization.rotateKey(of: nil)
            let subject = organization.archive.person(address: person)
            #expect(try await organization.keys.formerKeys(of: [subject]).count == 1)
            for message in [first, second] {
                #expect(try await !organization.content(of: message, recipient: 1).isEmpty)
            }
            let sealed = try await organization.ledger.events(from: 0, limit: 100)
                .filter { $0.header.type == .messageQueued }
                .flatMap { try MailArchive.sealedParts(of: $0) }.filter { $0.subject == subject.text }.map(\.key)
            #expect(Set(sealed).count == 2)
            _ = try await organization.erase(ErasureRequest(address: person), actor: nil)
            #expect(try await organization.keys.ring(of: [subject]).holds(subject) == false)
        }
    }

    @Test
    func `an export holds what is the person's, and nothing of others`() async throws {
        try await OfficeUnderTest.run { office in
            _ = try await office.send(to: person, other)
            _ = try await office.send(to: other)
            var export = try await office.organization.export(about: person)
            var file: [UInt8] = []
            while let piece = try await export.next() { file += piece }
            let text = String(decoding: file, as: UTF8.self)
            #expect(text.contains("events/000001.json") && text.contains("pages/000001.html"))
            #expect(text.contains("\"message.queued\"") && text.contains("README.txt"))
            // Once in its name at the front and once in the directory.
            #expect(text.components(separatedBy: ".eml").count - 1 == 2)
            _ = try await office.organization.erase(ErasureRequest(address: person), actor: nil)
            await #expect(throws: PostofficeError.erased) { try await office.organization.export(about: person) }
        }
    }

    @Test(arguments: [0, 1, 2])
    func `a rotation of the master key that is cut short is completed by the next opening`(wrapped: Int) async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        var message = OpaqueID.random()
        try await folder.open { office in
            message = try await office.send(to: person)
            _ = try await office.office.createOrganization(named: "other")
        }
        let old = try MasterKey.load(folder: folder.path, environment: nil)
        // As far as a rotation came that was killed: the new key is there, some files are wrapped with it.
        let new = MasterKey.random()
        let next = "\(folder.path)/\(MasterKey.nextFileName)"
        try DurableFile.write(Array((Data(new.bytes).base64EncodedString() + "\n").utf8), to: next)
        for name in ["acme", "other"].prefix(wrapped) {
            let store = try await SQLiteKeyStore.open(
                path: "\(folder.path)/organizations/\(name)/keys.sqlite",
                master: old
            )
            try await store.rewrap(to: new)
            await store.close()
        }
        if wrapped == 2 { try LinkSecrets.rewrap(folder: folder.path, from: old, to: new) }
        try await folder.open { office in
            let mail = try await office.organization.content(of: message, recipient: 1)
            #expect(!mail.isEmpty)
        }
        #expect(try MasterKey.load(folder: folder.path, environment: nil).bytes == new.bytes)
        #expect(!FileManager.default.fileExists(atPath: next))
        let outcome = try await MasterKeyRotation.run(folder: folder.path, source: MasterKeySource(), newKeyFile: nil)
        #expect(outcome == MasterKeyRotation.Outcome(organizations: 2, wrappedBefore: 0))
        #expect(try MasterKey.load(folder: folder.path, environment: nil).bytes != new.bytes)
        try await folder.open { office in
            let mail = try await office.organization.content(of: message, recipient: 1)
            #expect(!mail.isEmpty)
        }
    }

    @Test
    func `the master key comes from a file or a command, and never from two places`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        let file = "\(folder.path).key"
        let key = MasterKey.random()
        try DurableFile.write(Array(Data(key.bytes).base64EncodedString().utf8), to: file)
        defer { try? FileManager.default.removeItem(atPath: file) }
        for source in [MasterKeySource(file: file), MasterKeySource(command: "cat '\(file)'")] {
            #expect(try await source.loadOrMake(folder: folder.path).bytes == key.bytes)
        }
        await #expect(throws: MasterKeyError.command(status: 3)) {
            try await MasterKeySource(command: "exit 3").load(folder: folder.path)
        }
        await #expect(throws: MasterKeyError.ambiguous) {
            try await MasterKeySource(file: file, command: "cat '\(file)'").load(folder: folder.path)
        }
        let malformed = MasterKeySource(command: "echo secret-q7x")
        let error = await #expect(throws: MasterKeyError.self) { try await malformed.load(folder: folder.path) }
        #expect(error?.description.contains("q7x") == false)
    }
}
