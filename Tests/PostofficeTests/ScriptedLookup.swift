import Evidence
import Ledger
import Mail
import MailLedger
import Synchronization

@testable import Postoffice

/// A provider that answers what a test wants.
final class ScriptedLookup: ProviderLookup {
    let provider = MailProvider.mailgun
    let askableForDays = 3
    private let state: Mutex<State>

    private struct State {
        var answer: Result<[ProviderEvent], ProviderLookupError>
        var asked: [LookedUpCopy] = []
    }

    init(_ answer: Result<[ProviderEvent], ProviderLookupError> = .success([])) {
        state = Mutex(State(answer: answer))
    }

    var asked: [LookedUpCopy] { state.withLock { $0.asked } }

    func answer(_ answer: Result<[ProviderEvent], ProviderLookupError>) {
        state.withLock { $0.answer = answer }
    }

    func events(about copy: LookedUpCopy) async throws(ProviderLookupError) -> [ProviderEvent] {
        let answer = state.withLock { state in
            state.asked.append(copy)
            return state.answer
        }
        return try answer.get()
    }
}

extension OfficeUnderTest {
    /// States that a copy left by Mailgun at a moment, as if it had been sent.
    func sent(to address: String, at moment: Timestamp) async throws -> OpaqueID {
        let id = OpaqueID.timeOrdered(at: moment)
        let person = organization.archive.index.person(address: address)
        let queued = MessageQueued(
            method: .mailgun,
            subject: "Invoice 2026-001",
            from: "office@example.nl",
            trackOpens: false,
            reference: "\(id)@example.nl",
            recipients: [
                "1": QueuedRecipient(
                    role: .to,
                    address: address,
                    name: nil,
                    messageID: "\(id).1@example.nl",
                    content: "none",
                    contentHash: "00",
                    size: 1,
                    tracked: false
                )
            ]
        )
        var report = SendReport(method: .mailgun, stage: "response")
        report.queueID = "mg-\(id)"
        let events: [MailEvent] = [
            .messageQueued(queued), .messageAttempted(MessageAttempted(method: .mailgun)), .messageSent(report),
        ]
        let facts = events.enumerated().map { offset, event in
            MailFact(
                event,
                message: id,
                recipient: offset == 0 ? nil : 1,
                person: person,
                attempt: offset == 0 ? nil : 1,
                occurredAt: moment
            )
        }
        _ = try await organization.append(facts)
        _ = try await organization.wait(forPosition: try await organization.newestPosition())
        _ = try await organization.knownCopy(message: id, number: 1)
        return id
    }

    /// Waits until every view holds what the ledger holds.
    func settle() async throws {
        let size = try await organization.ledger.head().size
        let views = try organization.requireViews()
        _ = await views.wait(until: size, timeout: .seconds(60))
    }
}
