import EmailHistory
import Ledger
import Mail

/// The history as a table for a spreadsheet: one row per recipient (RFC 4180).
enum MessageTable {
    /// The names of the columns.
    static let columns = [
        "message", "documentId", "documentType", "documentNumber", "subject", "method", "status", "statusReason",
        "recipient", "role", "address", "recipientStatus", "recipientReason", "reasonCode", "nextStep", "queuedAt",
        "sentAt", "deliveredAt",
        "readAt",
    ]

    /// The table of some messages, with a line of column names.
    static func text(_ items: [HistoryItem], in language: StatusLanguage) -> String {
        ([columns] + items.flatMap { rows($0, in: language) }).map { row in
            row.map(cell).joined(separator: ",") + "\r\n"
        }
        .joined()
    }

    /// A value as it stands in a cell.
    ///
    /// A spreadsheet takes a text that starts with one of a few characters for a formula, and a subject or name comes from
    /// a stranger: an apostrophe before it makes it text again.
    static func cell(_ value: String) -> String {
        let isFormula = value.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + value : value
        let needsQuotes = safe.unicodeScalars.contains { ",\"\r\n\t'".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }

    private static func rows(_ item: HistoryItem, in language: StatusLanguage) -> [[String]] {
        let message = [
            item.id.description, item.document?.callersID ?? "", item.document?.type?.rawValue ?? "",
            item.document?.number ?? "", item.subject ?? "", item.method.rawValue, item.status.rawValue,
            item.statusReason.text(in: language),
        ]
        let times = [item.queuedAt, item.sentAt, item.deliveredAt, item.readAt].map { $0?.description ?? "" }
        return item.recipients.map { recipient in
            message + [
                String(recipient.number), recipient.role.rawValue, recipient.address ?? "", recipient.status.rawValue,
                recipient.reason.text(in: language), recipient.reason.code.rawValue,
                recipient.reason.nextStep?.text(in: language) ?? "",
            ] + times
        }
    }
}
