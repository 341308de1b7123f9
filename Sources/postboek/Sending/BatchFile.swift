import Foundation
import Ledger
import Mail
import Postoffice

/// A CSV file that names documents to be mailed, checked row by row.
struct BatchFile {
    /// A row that can be sent; its files are read when its turn comes.
    struct Row {
        let line: Int
        var request: MessageRequest
        var pdfs: [URL]
    }

    /// A row that cannot.
    struct BadRow: Encodable {
        let line: Int
        let problem: String
    }

    private(set) var rows: [Row] = []
    private(set) var bad: [BadRow] = []

    private static let columns = [
        "document", "type", "number", "customer", "customer-id", "language", "total", "currency", "issued-on", "due-on",
        "to", "cc", "archive", "subject", "text", "pdf", "method", "send-at",
    ]

    /// What the columns mean, for the help.
    static let help = """
        The first line of the file names its columns, in any order; comma, semicolon or tab separates them:

          document     your own id of the document (required)
          type         \(DocumentType.allCases.map(\.rawValue).joined(separator: ", ")) (default: --type)
          number       the number printed on it (default: its id)
          customer     the customer's name; customer-id: your id of the customer (default: the name); language: nl, fr, …
          total        the amount, such as 121.00; currency: such as EUR (required with a total)
          issued-on, due-on   days, as YYYY-MM-DD
          to, cc, archive     addresses, several separated by spaces or commas
          subject, text       instead of those made from the document
          pdf          files, several separated by |; relative to the folder of the CSV file
          method       how it is sent; send-at: when it may leave (default: --method, --at)

        A row with only a document is one that is registered already. Every row is checked before anything is sent; a bad \
        one is named with its line, and then nothing is sent, or with --skip-bad the others.
        """

    /// Reads and checks a file.
    ///
    /// - Throws: ``CommandError`` for a file that cannot be read, or has a column that is not known.
    init(path: String, type: DocumentType) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("the file \(path) cannot be read")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandError("the file \(path) is not UTF-8; save it as CSV UTF-8")
        }
        let records = try CSVRecords(text)
        let unknown = records.columns.filter { !Self.columns.contains($0) }
        guard unknown.isEmpty, records.columns.contains("document") else {
            let what =
                unknown.isEmpty
                ? "has no column document" : "has columns that are not known: \(unknown.joined(separator: ", "))"
            throw CommandError("\(path) \(what); there are \(Self.columns.joined(separator: ", "))")
        }
        let folder = URL(filePath: path).deletingLastPathComponent()
        var seen: [String: Int] = [:]
        for record in records.records {
            do {
                guard let cells = record.cells else { throw CommandError("its quotes do not match") }
                guard cells.count <= records.columns.count else { throw CommandError("it has more cells than columns") }
                let values = Dictionary(zip(records.columns, cells).filter { !$1.isEmpty }, uniquingKeysWith: { $1 })
                let row = try Self.row(values, line: record.line, type: type, folder: folder)
                if let id = values["document"], let line = seen.updateValue(record.line, forKey: id) {
                    throw CommandError("the document \(id) stands on line \(line) too")
                }
                rows.append(row)
            } catch {
                bad.append(BadRow(line: record.line, problem: "\(error)"))
            }
        }
    }

    private static func row(
        _ values: [String: String],
        line: Int,
        type: DocumentType,
        folder: URL
    ) throws -> Row {
        guard let id = values["document"] else { throw CommandError("the document has no id") }
        var request = MessageRequest()
        let describing = ["type", "number", "customer", "customer-id", "language", "total", "issued-on", "due-on"]
        request.document =
            describing.contains { values[$0] != nil }
            ? .inline(try document(id, values, type: type)) : .registered(id: id)
        request.to = try addresses(values["to"])
        request.cc = try addresses(values["cc"])
        request.archive = try addresses(values["archive"])
        request.subject = values["subject"]
        request.text = values["text"]
        if let method = values["method"] {
            guard MethodKind(rawValue: method) != nil else { throw CommandError("there is no method \(method)") }
            request.method = method
        }
        if let moment = values["send-at"] {
            guard Timestamp(rfc3339: moment) != nil else {
                throw CommandError("send-at is not a time such as 2026-11-23T08:00:00+01:00")
            }
            request.sendAt = moment
        }
        let pdfs = (values["pdf"] ?? "").split(separator: "|").map { name in
            URL(filePath: name.trimmingCharacters(in: .whitespaces), relativeTo: folder)
        }
        for pdf in pdfs { try check(pdf) }
        return Row(line: line, request: request, pdfs: pdfs)
    }

    private static func document(_ id: String, _ values: [String: String], type: DocumentType) throws -> Document {
        let given = try values["type"].map { name in
            guard let type = DocumentType(rawValue: name) else { throw CommandError("there is no type \(name)") }
            return type
        }
        var document = Document(id: id, type: given ?? type, number: values["number"] ?? id)
        if let customer = values["customer-id"] ?? values["customer"] {
            document.customer = Customer(id: customer, name: values["customer"], language: values["language"])
        }
        if let total = values["total"] {
            guard let amount = DecimalText(total), let currency = values["currency"] else {
                throw CommandError("a total is written as 121.00, and needs a currency such as EUR")
            }
            document.total = Money(amount: amount, currency: currency)
        }
        (document.issuedOn, document.dueOn) = (values["issued-on"], values["due-on"])
        return document
    }

    private static func addresses(_ text: String?) throws -> [MessageRequest.Address]? {
        let parts = (text ?? "").split { $0.isWhitespace || $0 == "," || $0 == ";" }
        guard !parts.isEmpty else { return nil }
        return try parts.map { part in
            do {
                return MessageRequest.Address(address: try EmailAddress(parsing: String(part)).description)
            } catch {
                throw CommandError("the address \(part) \(error)")
            }
        }
    }

    private static func check(_ pdf: URL) throws {
        guard let file = try? FileHandle(forReadingFrom: pdf), let start = try? file.read(upToCount: 5) else {
            throw CommandError("the file \(pdf.path) cannot be read")
        }
        try file.close()
        guard start == Data("%PDF-".utf8) else { throw CommandError("the file \(pdf.path) is no PDF") }
    }
}

extension BatchFile.Row {
    /// The row as a line of the list, its files in it.
    func line(_ encoder: JSONEncoder) throws -> Data {
        var request = request
        if !pdfs.isEmpty { request.attachments = try pdfs.map { try SendCommand.attachment($0.path) } }
        return try encoder.encode(request) + Data("\n".utf8)
    }
}
