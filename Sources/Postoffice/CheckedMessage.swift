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
    var attachments: [MailAttachment]
    var method: MethodKind
    var trackOpens: Bool
    var sendAt: Timestamp?

    /// Checks a request, and collects all that is wrong with it.
    ///
    /// - Parameters:
    ///   - request: What the caller asks for.
    ///   - document: The document it is about, for the subject and text where the caller gives none.
    ///   - defaultMethod: The method where the caller names none.
    ///   - limits: The sizes allowed.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong; ``PostofficeError/tooLarge(_:)``.
    init(
        _ request: MessageRequest,
        document: Document?,
        defaultMethod: MethodKind,
        limits: MessageLimits
    ) throws(PostofficeError) {
        var problems = Problems()
        recipients = Self.recipients(request, limits: limits, problems: &problems)
        let words = DocumentWords(document)
        let subject = problems.parse("subject") { try HeaderText(parsing: request.subject ?? words.subject) }
        text = request.text ?? words.text
        html = request.html
        for (field, body) in [("text", text), ("html", html ?? "")] {
            if body.utf8.contains(0) { problems.add(field, "contains a NUL character; remove it") }
            if body.utf8.count > limits.textBytes {
                throw .tooLarge("\(field) is longer than \(limits.textBytes) bytes")
            }
        }
        attachments = try Self.attachments(request.attachments ?? [], limits: limits, problems: &problems)
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
        trackOpens = request.trackOpens ?? false
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
        if named[0].1.isEmpty { problems.add("to", "names nobody; give at least one {\"address\"}") }
        if named.map(\.1.count).reduce(0, +) > limits.recipients {
            problems.add("to", "more than \(limits.recipients) recipients in to, cc and archive together")
            return []
        }
        var seen: Set<String> = []
        return named.flatMap { role, addresses in
            addresses.enumerated().compactMap { index, given in
                let field = "\(role.rawValue)[\(index)]"
                let address = problems.parse("\(field).address") { try EmailAddress(parsing: given.address) }
                let name = given.name.flatMap { name in
                    problems.parse("\(field).name") { try HeaderText(parsing: name, limit: 200) }
                }
                guard let address else { return nil }
                // One address, one copy: a second one would be a second mail in the same mailbox.
                guard seen.insert(address.normalized).inserted else {
                    problems.add("\(field).address", "is named twice; each address gets one copy")
                    return nil
                }
                return Recipient(role: role, mailbox: Mailbox(address: address, name: name))
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
