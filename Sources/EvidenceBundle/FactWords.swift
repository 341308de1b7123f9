import Ledger
import Mail
import MailLedger

/// A fact in the words of somebody who has never heard of it.
enum FactWords {
    /// What happened.
    static func title(_ event: RecordedMailEvent) -> String {
        switch event.event {
        case .documentRegistered: "The document was registered"
        case .messageQueued: "The mail was written and kept, to be sent"
        case .messageAttempted: "Sending was begun"
        case .messageSent: "A mail server took the mail over"
        case .messageDeferred: "The mail server asked to try again later"
        case .messageRejected: "The mail server refused the mail"
        case .messageUncertain: "The mail was handed over, and no answer came"
        case .messageDelayed: "A report: delivery is delayed"
        case .messageRelayed: "A report: passed on to a further server"
        case .messageDelivered: "A report: delivered"
        case .messageBounced: "A report: could not be delivered"
        case .messageRead: "A read receipt came"
        case .messageAnswered: "An automatic answer came"
        case .messageComplained: "The recipient called the mail unwanted"
        case .messageOpened: "The picture in the mail was fetched"
        case .messageExpired: "Nothing more can be learnt"
        case .messageCancelled: "The mail was withdrawn before it left"
        default: event.header.type.rawValue
        }
    }

    /// What is worth reading of a fact beside its title.
    static func detail(_ event: RecordedMailEvent) -> String {
        switch event.event {
        case .documentRegistered(let registered):
            registered.document.map { "\($0.type.rawValue.replacing("_", with: " ")) \($0.number)" } ?? "erased"
        case .messageQueued(let queued): queued.subject.map { "Subject: \($0)" } ?? "erased"
        case .messageSent(let report), .messageDeferred(let report), .messageRejected(let report),
            .messageUncertain(let report):
            [report.server, report.text ?? report.failure].compactMap(\.self).joined(separator: ": ")
        case .messageDelayed(let report), .messageRelayed(let report), .messageDelivered(let report),
            .messageBounced(let report), .messageRead(let report), .messageAnswered(let report),
            .messageComplained(let report):
            [report.source, report.text].compactMap(\.self).joined(separator: ": ")
        case .messageOpened(let opened):
            "\(opened.hitClass), by \(opened.agent ?? "an agent that is kept no longer"), confidence \(opened.confidence)"
        case .messageCancelled(let cancelled): cancelled.reason
        case .messageExpired(let expired): expired.reason
        default: ""
        }
    }

    /// How it is known that the fact is about this very mail; empty for what the ledger's owner did.
    static func authentication(_ event: RecordedMailEvent) -> String {
        switch event.event {
        case .messageSent(let report), .messageDeferred(let report), .messageRejected(let report):
            "the server's own answer in the connection" + tls(report)
        case .messageDelayed(let report), .messageRelayed(let report), .messageDelivered(let report),
            .messageBounced(let report), .messageRead(let report), .messageAnswered(let report),
            .messageComplained(let report):
            switch report.authentication {
            case .own: "seen by the sender's system itself"
            case .signed: "tied to this mail by a signature that a stranger cannot make"
            case .id: "tied to this mail by a number only, which a stranger could know"
            }
        case .messageOpened: "the picture's address is signed and stands in this copy only"
        default: ""
        }
    }

    private static func tls(_ report: SendReport) -> String {
        guard let version = report.tlsVersion else { return report.server == nil ? "" : ", not encrypted" }
        return ", \(version)" + (report.tlsVerified == true ? ", certificate checked" : ", certificate not checked")
    }
}
