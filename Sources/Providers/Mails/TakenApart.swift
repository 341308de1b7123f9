import Foundation
import MIME
import Mail
import Sending

/// A frozen mail taken apart, for interfaces that want its pieces and put them together again themselves.
///
/// It names its recipient alone: such an interface makes the envelope from the names in it, and everybody named would get a
/// mail for each copy.
struct TakenApart: Sendable {
    /// An address with a name beside it.
    struct Person: Hashable, Sendable {
        var address: String
        var name: String?
    }

    /// A file that goes along; shown within the HTML where it has a content id.
    struct File: Hashable, Sendable {
        var name: String
        var mediaType: String
        var content: [UInt8]
        var contentID: String?
    }

    let from: Person
    let to: Person
    let replyTo: Person?
    let subject: String
    /// Without angle brackets.
    let messageID: String?
    let text: String?
    let html: String?
    let files: [File]
    /// What else stands in its header, in order: no addresses, no date, nothing that describes the content.
    let headers: [(name: String, value: String)]

    /// Takes a copy apart.
    ///
    /// - Throws: `MIMEParseError` for bytes that are no mail.
    init(_ copy: OutgoingCopy) throws(MIMEParseError) {
        let mail = try ParsedMail(parsing: copy.bytes)
        from = Person(header: mail.value(of: "From")) ?? Person(address: copy.sender.description)
        let named = Person(header: mail.value(of: "To"))
        to =
            named.flatMap { $0.address.lowercased() == copy.recipientAddress.normalized ? $0 : nil }
            ?? Person(address: copy.recipientAddress.description)
        replyTo = Person(header: mail.value(of: "Reply-To"))
        subject = mail.value(of: "Subject") ?? ""
        messageID = mail.value(of: "Message-ID").map { $0.trimmingCharacters(in: ["<", ">", " "]) }
        var (text, html): (String?, String?)
        var files: [File] = []
        for part in mail.parts {
            switch part.mediaType {
            case "text/plain" where text == nil && part.fileName == nil: text = part.text(limit: .max)
            case "text/html" where html == nil && part.fileName == nil: html = part.text(limit: .max)
            default:
                files.append(
                    File(
                        name: part.fileName ?? "attachment",
                        mediaType: part.mediaType,
                        content: part.bytes,
                        contentID: part.contentID
                    )
                )
            }
        }
        (self.text, self.html, self.files) = (text, html, files)
        headers = mail.headers.map { ($0.name, $0.value) }.filter { !Self.isOwn($0.name) }
    }

    /// Whether a header is one that the interface writes from the pieces.
    private static func isOwn(_ name: String) -> Bool {
        let name = name.lowercased()
        return written.contains(name) || name.hasPrefix("content-") || name.hasPrefix("resent-")
    }

    private static let written: Set<String> = [
        "bcc", "cc", "date", "dkim-signature", "from", "message-id", "mime-version", "received", "reply-to",
        "return-path", "sender", "subject", "to",
    ]
}

extension TakenApart.Person {
    /// The one person that a decoded header names; nil where it names none or several.
    init?(header: String?) {
        guard let text = header?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            guard (try? EmailAddress(parsing: text)) != nil else { return nil }
            self.init(address: text)
            return
        }
        let address = String(text[text.index(after: open)...].dropLast())
        var name = text[..<open].trimmingCharacters(in: .whitespaces)
        guard (try? EmailAddress(parsing: address)) != nil, !name.contains("@") else { return nil }
        if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
            name = String(name.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        }
        self.init(address: address, name: name.isEmpty ? nil : name)
    }
}
