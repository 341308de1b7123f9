import Ledger
import Mail
import MailLedger

/// What became of one recipient's copy, by the events of a bundle and nothing else.
struct CopyStory {
    let number: Int
    let recipient: QueuedRecipient
    let status: ExplainedStatus
    /// The event that decided, and those that contradict it.
    let deciding: [RecordedMailEvent]
}

/// What became of one message, by the events of a bundle and nothing else.
struct MessageStory {
    let message: OpaqueID
    let queued: MessageQueued
    let event: RecordedMailEvent
    let copies: [CopyStory]

    /// The messages of a bundle, in the order in which they were queued.
    static func all(in events: [RecordedMailEvent]) -> [Self] {
        events.compactMap { event in
            guard case .messageQueued(let queued) = event.event, let message = event.header.message else { return nil }
            let own = events.filter { $0.header.message == message }
            let copies = queued.numberedRecipients.map { number, recipient in
                var evidence = StatusEvidence()
                for event in own where event.header.recipient ?? number == number {
                    guard let fact = event.event else { continue }
                    evidence.add(
                        fact,
                        at: event.header.occurredAt.microseconds,
                        position: event.position,
                        recipient: number
                    )
                }
                let status = ExplainedStatus(evidence)
                return CopyStory(
                    number: number,
                    recipient: recipient,
                    status: status,
                    deciding: own.filter { status.because.contains($0.position) }
                )
            }
            return MessageStory(message: message, queued: queued, event: event, copies: copies)
        }
    }
}
