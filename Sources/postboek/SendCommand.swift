import ArgumentParser
import Foundation
import Mail
import Postoffice

/// `postboek send`: mails a document.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Mail a document.",
        discussion: """
            Example: postboek send --data DIR --document 2026-0012 --pdf invoice.pdf --to customer@example.com --track-opens

            On a folder, waits until the mail has left or was refused; --no-wait queues it only.
            """
    )

    @Option(help: ArgumentHelp("Your own id of the document.", valueName: "ID"))
    var document: String

    @Option(help: "What it is: \(DocumentType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var type = "invoice"

    @Option(help: ArgumentHelp("The number printed on it (default: its id).", valueName: "NUMBER"))
    var number: String?

    @Option(help: ArgumentHelp("The customer's name.", valueName: "NAME"))
    var customer: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("PDF files to go along.", valueName: "FILE"))
    var pdf: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who it goes to.", valueName: "ADDRESS"))
    var to: [String]

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who gets a copy that all can see.", valueName: "ADDRESS"))
    var cc: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who gets a copy that nobody sees.", valueName: "ADDRESS"))
    var archive: [String] = []

    @Option(help: "The subject (default: from the document).")
    var subject: String?

    @Option(help: "The text (default: from the document).")
    var text: String?

    @Option(
        help: ArgumentHelp(
            "The method: \(MethodKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "KIND"
        )
    )
    var method: String?

    @Flag(help: "Notice when the mail is opened.")
    var trackOpens = false

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
    }

    func run() async throws {
        let body = try JSONEncoder().encode(try request())
        let headers = idempotencyKey.map { [("Idempotency-Key", $0)] } ?? []
        let (wait, json) = (wait, options.json)
        try await withService(options) { client in
            let bytes = try await client.call("POST", "/v1/messages", body: body, headers: headers)
            let queued = try JSONDecoder().decode(Status.self, from: bytes)
            if json { Output.json(bytes) } else { Output.line("Queued as message \(queued.id).") }
            guard wait else { return }
            let last = try await Self.follow(queued.id, client)
            guard !json else { return }
            for recipient in last.recipients {
                Output.line("\(recipient.address ?? "?"): \(recipient.status) – \(recipient.reason ?? "")".printable)
                if let step = recipient.nextStep { Output.line("  → \(step.printable)") }
            }
        }
    }

    private func request() throws -> MessageRequest {
        guard let type = DocumentType(rawValue: type) else {
            throw CommandError("--type is not one of \(DocumentType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var described = Document(id: document, type: type, number: number ?? document)
        described.customer = customer.map { Customer(id: $0, name: $0) }
        var request = MessageRequest()
        request.document = .inline(described)
        request.to = to.map { MessageRequest.Address(address: $0) }
        request.cc = cc.map { MessageRequest.Address(address: $0) }
        request.archive = archive.map { MessageRequest.Address(address: $0) }
        request.subject = subject
        request.text = text
        request.attachments = try pdf.map(Self.attachment)
        request.method = method
        request.trackOpens = trackOpens
        return request
    }

    private static func attachment(_ path: String) throws -> MessageRequest.Attachment {
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
