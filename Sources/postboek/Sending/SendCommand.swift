import ArgumentParser
import Foundation
import Mail
import Postoffice

/// `postboek send`: mails a document.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Mail a document, or many.",
        discussion: """
            Example: postboek send --data DIR --document 2026-0012 --pdf invoice.pdf --to customer@example.com --track-opens

            On a folder, waits until the mail has left or was refused; --no-wait queues it only, and so does --at: a service \
            (`postboek serve`) has to run at that time. Until then `postboek cancel` withdraws it.

            Many documents: postboek send --data DIR --batch invoices.csv

            \(BatchFile.help)
            """
    )

    @Option(help: ArgumentHelp("Your own id of the document; required without --batch.", valueName: "ID"))
    var document: String?

    @Option(help: ArgumentHelp("Mail the documents of a CSV file; its columns are explained above.", valueName: "FILE"))
    var batch: String?

    @Flag(help: "With --batch: leave bad rows out instead of sending nothing.")
    var skipBad = false

    @Option(help: "What it is: \(DocumentType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var type = "invoice"

    @Option(help: ArgumentHelp("The number printed on it (default: its id).", valueName: "NUMBER"))
    var number: String?

    @Option(help: ArgumentHelp("Your own id of the customer.", valueName: "ID"))
    var customer: String?

    @Option(help: ArgumentHelp("The customer's name (default: from the customer's card).", valueName: "NAME"))
    var customerName: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("PDF files to go along.", valueName: "FILE"))
    var pdf: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("UBL files to go along.", valueName: "FILE"))
    var ubl: [String] = []

    @Option(help: "Which of these files to mail: pdf, ubl or pdf+ubl (default: by the customer's card).")
    var files: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Who it goes to (default: by the customer's card).", valueName: "ADDRESS")
    )
    var to: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who gets a copy that all can see.", valueName: "ADDRESS"))
    var cc: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who gets a copy that nobody sees.", valueName: "ADDRESS"))
    var archive: [String] = []

    @Option(help: "The subject (default: that of the texts).")
    var subject: String?

    @Option(help: "The text (default: that of the texts).")
    var text: String?

    @Option(help: ArgumentHelp("The name of the text to use.", valueName: "NAME"))
    var textName: String?

    @Option(help: "The language of the text: nl, fr, en or es (default: the customer's).")
    var language: String?

    @Option(help: "The layout: standard, none or html (default: the organization's).")
    var layout: String?

    @Option(
        help: ArgumentHelp(
            "The method: \(MethodKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "KIND"
        )
    )
    var method: String?

    @Option(
        help: ArgumentHelp("When it may leave, such as 2026-11-23T08:00:00+01:00 (default: now).", valueName: "TIME")
    )
    var at: String?

    @Option(help: ArgumentHelp("What a mail to somebody who was erased rests on.", valueName: "TEXT"))
    var basis: String?

    @Flag(inversion: .prefixedNo, help: "Notice when the mail is opened, or do not; else the policy decides.")
    var trackOpens: Bool?

    @Option(help: ArgumentHelp("Makes a repeat of this command harmless.", valueName: "KEY"))
    var idempotencyKey: String?

    @Flag(inversion: .prefixedNo, help: "Wait until the mail has left.")
    var wait = true

    @OptionGroup var options: CommonOptions

    private struct Status: Decodable {
        struct Recipient: Decodable {
            var address: String?
            var status: String
            var reason: String?
            var nextStep: String?
        }
        var id: String
        var status: String
        var sentAt: String?
        var recipients: [Recipient]
        var advice: [MailAdvice]?
    }

    func validate() throws {
        guard batch == nil else {
            guard document == nil, number == nil, customer == nil, pdf.isEmpty else {
                throw ValidationError("with --batch, documents and their files stand in the CSV file")
            }
            return
        }
        guard document != nil else { throw ValidationError("name a document with --document, or many with --batch") }
        guard !skipBad else { throw ValidationError("--skip-bad goes with --batch") }
    }

    func run() async throws {
        if let batch { return try await send(batch: batch) }
        let body = try JSONEncoder().encode(try request())
        let headers = idempotencyKey.map { [("Idempotency-Key", $0)] } ?? []
        let (wait, json) = (wait && at == nil, options.json)
        try await withService(options) { client in
            let bytes = try await client.call("POST", "/v1/messages", body: body, headers: headers)
            let queued = try JSONDecoder().decode(Status.self, from: bytes)
            if json { Output.json(bytes) } else { Output.line("Queued as message \(queued.id).") }
            if !json { Output.advice(queued.advice ?? []) }
            guard wait else { return }
            let last = try await Self.follow(queued.id, client)
            guard !json else { return }
            for recipient in last.recipients {
                Output.line("\(recipient.address ?? "?"): \(recipient.status) – \(recipient.reason ?? "")".printable)
                if let step = recipient.nextStep { Output.line("  → \(step.printable)") }
            }
        }
    }

    private func documentType() throws -> DocumentType {
        guard let type = DocumentType(rawValue: type) else {
            throw CommandError("--type is not one of \(DocumentType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return type
    }

    private func request() throws -> MessageRequest {
        let id = document ?? ""
        var described = Document(id: id, type: try documentType(), number: number ?? id)
        described.customer = customer.map { Customer(id: $0, name: customerName) }
        var request = flagged(MessageRequest())
        request.document = .inline(described)
        request.attachments = try pdf.map(Self.attachment) + ubl.map(Self.ublAttachment)
        return request
    }

    /// A request with what the flags say about addressees, words and method.
    private func flagged(_ request: MessageRequest) -> MessageRequest {
        func addresses(_ texts: [String]) -> [MessageRequest.Address]? {
            texts.isEmpty ? nil : texts.map { MessageRequest.Address(address: $0) }
        }
        var request = request
        (request.to, request.cc, request.archive) = (addresses(to), addresses(cc), addresses(archive))
        (request.subject, request.text, request.textName) = (subject, text, textName)
        (request.language, request.layout, request.files) = (language, layout, files)
        request.method = method
        request.trackOpens = trackOpens
        request.sendAt = at
        request.basis = basis
        return request
    }

    private func send(batch path: String) async throws {
        let file = try BatchFile(path: path, type: try documentType())
        if !file.bad.isEmpty {
            let lines = file.bad.map { "line \($0.line): \($0.problem)".printable }.joined(separator: "\n")
            guard skipBad else {
                throw CommandError("\(lines)\nnothing was sent; correct these lines, or leave them out with --skip-bad")
            }
            try? FileHandle.standardError.write(contentsOf: Data((lines + "\n").utf8))
        }
        guard !file.rows.isEmpty else { throw CommandError("\(path) names no document that can be sent") }
        let sending = BatchSending(
            file: file,
            defaults: flagged(MessageRequest()),
            idempotencyKey: idempotencyKey,
            waits: wait && at == nil,
            isJSON: options.json
        )
        try await withService(options) { client in try await sending.run(client) }
    }

    static func attachment(_ path: String) throws -> MessageRequest.Attachment {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandError("the file \(path) cannot be read")
        }
        guard bytes.starts(with: Data("%PDF-".utf8)) else { throw CommandError("the file \(path) is no PDF") }
        return MessageRequest.Attachment(
            name: URL(filePath: path).lastPathComponent,
            mediaType: "application/pdf",
            content: bytes.base64EncodedString()
        )
    }

    private static func ublAttachment(_ path: String) throws -> MessageRequest.Attachment {
        var attachment = try FileUpload.read(path)
        (attachment.mediaType, attachment.kind) = ("application/xml", "ubl")
        return attachment
    }

    /// Asks until the mail has left or was refused, at most 15 seconds: a server may also ask to try again in minutes.
    private static func follow(_ id: String, _ client: ServiceClient) async throws -> Status {
        var last: Status = try await client.call("GET", "/v1/messages/\(id)")
        for _ in 0..<75 {
            let isWaiting = last.status == "in_transit" && last.sentAt == nil
            guard isWaiting else { break }
            try await Task.sleep(for: .milliseconds(200))
            last = try await client.call("GET", "/v1/messages/\(id)")
        }
        return last
    }
}
