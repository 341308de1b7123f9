import Foundation
import Ledger
import MIME
import Mail

/// A message request that keeps every rule: what the postmaster renders.
struct CheckedMessage {
    struct Recipient {
        var role: RecipientRole
        var mailbox: Mailbox
    }

    var recipients: [Recipient]
    var subject: HeaderText
    var text: String
    var html: String?
    var plainTextOnly: Bool
    var logo: InlineImage?
    var attachments: [MailAttachment]
    /// What each attachment is to the document.
    var kinds: [FileKind?]
    /// Files of the document that are kept and not mailed, with what they are.
    var keptFiles: [(file: MailAttachment, kind: FileKind?)]
    var advice: [MailAdvice]
    /// What it is for; nil for a mailing to the customer.
    var purpose: MessagePurpose?
    /// What kind of document it is about.
    var documentType: DocumentType?
    var method: MethodKind
    var sendAt: Timestamp?
    /// Which copies are tracked; decided after the message was checked.
    var tracking = TrackingPlan()

    /// Checks a request, and collects all that is wrong with it.
    ///
    /// - Parameters:
    ///   - filled: What the caller asks for, filled in.
    ///   - defaultMethod: The method where the caller names none.
    ///   - limits: The sizes allowed.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong; ``PostofficeError/tooLarge(_:)``.
    init(
        _ filled: FilledMessage,
        defaultMethod: MethodKind,
        limits: MessageLimits
    ) throws(PostofficeError) {
        var problems = Problems()
        let request = filled.request
        recipients = Self.recipients(request, limits: limits, problems: &problems)
        let subject = problems.parse("subject") { try HeaderText(parsing: request.subject ?? "") }
        text = request.text ?? ""
        html = request.html
        plainTextOnly = filled.plainTextOnly
        advice = filled.advice
        purpose = filled.purpose
        documentType = filled.documentType
        logo = filled.logo.flatMap { logo in problems.parse("logo") { try logo.inlineImage() } }
        for (field, body) in [("text", text), ("html", html ?? "")] {
            if body.utf8.contains(0) { problems.add(field, "contains a NUL character; remove it") }
            if body.utf8.count > limits.textBytes {
                throw .tooLarge("\(field) is longer than \(limits.textBytes) bytes")
            }
        }
        let mailed = request.attachments ?? []
        let files = try Self.attachments(mailed + filled.keptFiles, limits: limits, problems: &problems)
        attachments = Array(files.prefix(mailed.count))
        kinds = mailed.map(\.fileKind)
        keptFiles = zip(files.dropFirst(mailed.count), filled.keptFiles).map { ($0, $1.fileKind) }
        if let name = request.method {
            if let kind = MethodKind(rawValue: name) {
                method = kind
            } else {
                method = defaultMethod
                let kinds = MethodKind.allCases.map(\.rawValue).joined(separator: ", ")
                problems.add("method", "is not one of \(kinds)")
            }
        } else {
            method = defaultMethod
        }
        sendAt = Self.moment(request.sendAt, now: .now(), problems: &problems)
        guard problems.all.isEmpty, let subject else { throw .invalid(problems.all) }
        self.subject = subject
    }

    /// When the message may leave; nil for at once.
    private static func moment(_ text: String?, now: Timestamp, problems: inout Problems) -> Timestamp? {
        guard let text else { return nil }
        guard let moment = Timestamp(rfc3339: text) else {
            problems.add("sendAt", "is not a time in RFC 3339 such as 2026-11-23T08:00:00+01:00")
            return nil
        }
        // A clock that differs a little is no reason to refuse.
        if moment < now.adding(seconds: -300) {
            problems.add("sendAt", "lies in the past; leave it out to send at once")
        }
        if moment > now.adding(seconds: 366 * 86_400) { problems.add("sendAt", "is more than a year ahead") }
        return moment > now ? moment : nil
    }

    private static func recipients(
        _ request: MessageRequest,
        limits: MessageLimits,
        problems: inout Problems
    ) -> [Recipient] {
        let named: [(RecipientRole, [MessageRequest.Address])] = [
            (.to, request.to ?? []), (.cc, request.cc ?? []), (.archive, request.archive ?? []),
        ]
        if named[0].1.isEmpty {
            problems.add("to", "names nobody; give at least one {\"address\"}, or register one for the customer")
        }
        if named.map(\.1.count).reduce(0, +) > limits.recipients {
            problems.add("to", "more than \(limits.recipients) recipients in to, cc and archive together")
            return []
        }
        var seen: Set<String> = []
        return named.flatMap { role, addresses in
            addresses.enumerated().compactMap { index, given in
                let field = "\(role.rawValue)[\(index)]"
                guard let mailbox = problems.mailbox(given, at: field) else { return nil }
                // One address, one copy: a second one would be a second mail in the same mailbox.
                guard seen.insert(mailbox.address.normalized).inserted else {
                    problems.add("\(field).address", "is named twice; each address gets one copy")
                    return nil
                }
                return Recipient(role: role, mailbox: mailbox)
            }
        }
    }

    private static func attachments(
        _ given: [MessageRequest.Attachment],
        limits: MessageLimits,
        problems: inout Problems
    ) throws(PostofficeError) -> [MailAttachment] {
        guard given.count <= limits.attachments else {
            throw .invalid([
                FieldProblem("attachments", "are \(given.count); at most \(limits.attachments) go with a message")
            ])
        }
        var total = 0
        var attachments: [MailAttachment] = []
        for (index, attachment) in given.enumerated() {
            let field = "attachments[\(index)]"
            guard let bytes = Data(base64Encoded: attachment.content) else {
                problems.add("\(field).content", "is not base64")
                continue
            }
            guard bytes.count <= limits.attachmentBytes else {
                throw .tooLarge("\(field) has \(bytes.count) bytes; at most \(limits.attachmentBytes) each")
            }
            total += bytes.count
            guard total <= limits.totalBytes else {
                throw .tooLarge("the attachments have more than \(limits.totalBytes) bytes together")
            }
            let name = problems.parse("\(field).name") { try HeaderText(parsing: attachment.name) }
            let type = problems.parse("\(field).mediaType") {
                try MediaType(parsing: attachment.mediaType ?? "application/octet-stream")
            }
            guard let name, let type else { continue }
            let made = problems.parse(field) { try MailAttachment(name: name, mediaType: type, bytes: Array(bytes)) }
            if let made { attachments.append(made) }
        }
        return attachments
    }
}

/// Collects what is wrong with a request.
struct Problems {
    private(set) var all: [FieldProblem] = []

    mutating func add(_ field: String, _ problem: String) {
        all.append(FieldProblem(field, problem))
    }

    /// Runs a parser; its error becomes a problem of the field.
    mutating func parse<Value>(_ field: String, _ parser: () throws -> Value) -> Value? {
        do {
            return try parser()
        } catch {
            add(field, "\(error)")
            return nil
        }
    }
}
