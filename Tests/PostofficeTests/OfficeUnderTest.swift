import Correspondence
import Foundation
import Ledger
import Logging
import Mail
import MailLedger
import Postoffice

/// A post office with one organization, in a folder of its own, that follows its ledger while a body runs.
struct OfficeUnderTest: Sendable {
    let office: Postoffice
    let organization: Organization

    static func run(_ body: (Self) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let office = try await Postoffice.open(
            PostofficeSettings(data: folder, publicURL: "https://mail.example.com"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let made = try await office.createOrganization(named: "acme")
        let running = Task { try await office.run() }
        do {
            try await body(Self(office: office, organization: made.organization))
        } catch {
            running.cancel()
            _ = try? await running.value
            await office.close()
            throw error
        }
        running.cancel()
        _ = try? await running.value
        await office.close()
    }

    /// Sends a mail by the sandbox to some addresses and waits until all copies have left.
    func send(to addresses: String...) async throws -> OpaqueID {
        var request = MessageRequest()
        request.to = addresses.map { MessageRequest.Address(address: $0) }
        request.subject = "Invoice 2026-001"
        request.text = "Here it is."
        request.method = "sandbox"
        let submitted = try await organization.submit(request, actor: nil)
        for _ in 0..<1000 {
            var left = 0
            for number in 1...addresses.count {
                let copy = try await organization.knownCopy(message: submitted.id, number: number)
                if copy?.sentAt != nil { left += 1 }
            }
            if left == addresses.count { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        return submitted.id
    }

    func events() async throws -> [MailEvent] {
        try await organization.events(after: nil, limit: 1000).compactMap(\.event)
    }

    /// The events but those that the service adds by itself, sooner or later, on the strength of others.
    func statedEvents() async throws -> [MailEvent] {
        try await events().filter { event in
            switch event {
            case .recipientSuppressed, .feedChanged: false
            default: true
            }
        }
    }
}
