import Ledger
import Mail
import MailLedger

/// The printable page of a bundle.
enum BundlePage {
    static func html(_ source: BundleSource) -> String {
        var addresses: [OpaqueID: [Int: QueuedRecipient]] = [:]
        for event in source.events {
            guard case .messageQueued(let queued) = event.opened.event, let message = event.recorded.header.message
            else { continue }
            addresses[message] = Dictionary(
                uniqueKeysWithValues: queued.numberedRecipients.map { ($0.number, $0.recipient) }
            )
        }
        let rows = source.events.map { event in
            let header = event.recorded.header
            let recipient = header.recipient.flatMap { number in
                header.message.map { addresses[$0]?[number]?.address ?? "recipient \(number)" }
            }
            return """
                <tr><td class="number">\(header.position)</td><td>\(escaped(header.occurredAt.description))</td>\
                <td>\(escaped(header.recordedAt.description))</td><td>\(escaped(header.type.rawValue))</td>\
                <td>\(escaped(recipient ?? ""))</td><td>\(escaped(words(event.opened)))</td></tr>

                """
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(escaped(source.title))</title>
            <style>
            body { font: 11pt/1.4 "Noto Sans", "DejaVu Sans", sans-serif; margin: 2em; color: #1a1a1a; }
            h1 { font-size: 16pt; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #bbb; padding: .3em .6em .3em 0; text-align: left; vertical-align: top;
                overflow-wrap: anywhere; }
            td.number { text-align: right; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: .8em; }
            @media print { body { margin: 0; font-size: 9pt; } tr { break-inside: avoid; } thead { display: table-header-group; } }
            </style>
            </head>
            <body>
            <h1>\(escaped(source.title))</h1>
            <p>All facts that the ledger <code>\(escaped(source.key.name))</code> holds about this document, in the order in
            which they were written down. Times are UTC. Each fact has a receipt beside this page, which proves it.</p>
            <table>
            <thead><tr><th>No.</th><th>Happened</th><th>Written down</th><th>Fact</th><th>Recipient</th><th>Words</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table>
            <h2>Signed state of the ledger</h2>
            <pre>\(escaped(source.checkpoint))</pre>
            <p>Public key of the ledger: <code>\(escaped(source.key.description))</code></p>
            </body>
            </html>

            """
    }

    /// What is worth reading of a fact beside its name.
    private static func words(_ event: RecordedMailEvent) -> String {
        switch event.event {
        case .documentRegistered(let registered):
            registered.document.map { "\($0.type.rawValue) \($0.number)" } ?? "erased"
        case .messageQueued(let queued): queued.subject ?? "erased"
        case .messageSent(let report), .messageDeferred(let report), .messageRejected(let report),
            .messageUncertain(let report):
            [report.server, report.text ?? report.failure].compactMap(\.self).joined(separator: ": ")
        case .messageDelayed(let report), .messageRelayed(let report), .messageDelivered(let report),
            .messageBounced(let report), .messageRead(let report), .messageAnswered(let report),
            .messageComplained(let report):
            [report.source, report.text].compactMap(\.self).joined(separator: ": ")
        case .messageOpened(let opened):
            "\(opened.hitClass), \(opened.agent ?? "details are kept no longer"), confidence \(opened.confidence)"
        case .messageCancelled(let cancelled): cancelled.reason
        case .messageExpired(let expired): expired.reason
        default: ""
        }
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
