import Backups
import Foundation
import Ledger
import LedgerFiles
import Logging
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("A backup that is put back")
struct RestoringTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `ends what stood open in it, so that nothing is mailed twice`() async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "restoring-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let (data, backups, target) = ("\(scratch)/data", "\(scratch)/backup", "\(scratch)/new")
        // It does not run, so what is queued stays open.
        let office = try await Postoffice.open(
            PostofficeSettings(data: data, publicURL: "https://mail.example.com"),
            logger: quiet
        )
        let acme = try await office.createOrganization(named: "acme").organization
        var request = MessageRequest()
        request.to = [MessageRequest.Address(address: "person@example.com"), .init(address: "two@example.com")]
        (request.subject, request.text, request.method) = ("Invoice 2026-001", "Here it is.", "sandbox")
        let queued = try await acme.submit(request, actor: nil)
        let size = try await acme.ledger.head().size
        await office.close()
        _ = try BackupRun(organization: "acme", data: data, backups: backups, madeAt: .now()).run()
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let settings = PostofficeSettings(data: target, publicURL: "https://mail.example.com")
        await #expect(throws: MasterKeyError.self) {
            try await Postoffice.restore(from: backups, to: settings, logger: quiet)
        }
        try FileManager.default.copyItem(atPath: "\(data)/instance.key", toPath: "\(target)/instance.key")
        // What a restore leaves behind that was cut off.
        try FileManager.default.createDirectory(atPath: "\(target)/.restoring/x", withIntermediateDirectories: true)

        let restored = try await Postoffice.restore(from: backups, to: settings, logger: quiet)
        #expect(restored.map(\.organization) == ["acme"])
        #expect(restored[0].events == size)
        #expect(restored[0].uncertainCopies.map(\.message) == [queued.id.description, queued.id.description])
        #expect(restored[0].uncertainCopies.map(\.recipient) == [1, 2])
        let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
        #expect(names == ["instance.key", "links.keys", "organizations"])
        await #expect(throws: BackupError.self) {
            try await Postoffice.restore(from: backups, to: settings, logger: quiet)
        }

        let again = try await Postoffice.open(settings, logger: quiet)
        let organization = try #require(again.organization(named: "acme"))
        #expect(organization.ledger.condition == .sound)
        #expect(organization.ledger.epoch == 1)
        let tail = try await organization.events(after: size - 1, limit: 10)
        #expect(tail.map(\.header.epoch) == [1, 1, 1])
        #expect(tail.map(\.header.type) == [.ledgerRestored, .messageUncertain, .messageUncertain])
        guard case .ledgerRestored(let fact) = tail[0].event else {
            Issue.record("the epoch does not begin with ledger.restored")
            return
        }
        #expect((fact.epoch, fact.size, fact.uncertainCopies) == (1, size, 2))
        let running = Task { try await again.run() }
        for _ in 0..<20 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await organization.ledger.head().size == size + 3)
        running.cancel()
        _ = try? await running.value
        await again.close()
    }
}
