import Foundation

/// The body of Mailjet's Send API v3.1 for one copy.
struct MailjetMail: Encodable {
    private let message: Message

    private enum Keys: String, CodingKey {
        case messages = "Messages"
        case sandboxMode = "SandboxMode"
    }

    init(_ mail: TakenApart, tag: String) {
        message = Message(
            from: Address(mail.from),
            to: [Address(mail.to)],
            replyTo: mail.replyTo.map(Address.init),
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            attachments: mail.files.filter { $0.contentID == nil }.map(File.init),
            inlined: mail.files.filter { $0.contentID != nil }.map(File.init),
            tag: tag,
            headers: Dictionary(
                mail.headers.filter { Self.mayBeSet($0.name) }.map { ($0.name, $0.value) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode([message], forKey: .messages)
        try fields.encode(false, forKey: .sandboxMode)
    }

    /// Mailjet refuses a call that sets one of its own headers.
    private static func mayBeSet(_ name: String) -> Bool {
        let name = name.lowercased()
        return !forbidden.contains(name) && !name.hasPrefix("x-mj-") && !name.hasPrefix("x-mailjet-")
    }

    private static let forbidden: Set<String> = [
        "authentication-results", "delivered-to", "domainkey-status", "list-id", "received-spf", "user-agent",
        "x-csa-complaints", "x-feedback-id", "x-mailer",
    ]

    struct Address: Encodable {
        var email: String
        var name: String?

        private enum CodingKeys: String, CodingKey {
            case email = "Email"
            case name = "Name"
        }

        init(_ person: TakenApart.Person) {
            (email, name) = (person.address, person.name)
        }
    }

    struct File: Encodable {
        var contentType: String
        var filename: String
        var content: String
        var contentID: String?

        private enum CodingKeys: String, CodingKey {
            case contentType = "ContentType"
            case filename = "Filename"
            case content = "Base64Content"
            case contentID = "ContentID"
        }

        init(_ file: TakenApart.File) {
            (contentType, filename, contentID) = (file.mediaType, file.name, file.contentID)
            content = Data(file.content).base64EncodedString()
        }
    }

    struct Message: Encodable {
        var from: Address
        var to: [Address]
        var replyTo: Address?
        var subject: String
        var text: String?
        var html: String?
        var attachments: [File]
        var inlined: [File]
        var tag: String
        var headers: [String: String]

        private enum Keys: String, CodingKey {
            case from = "From"
            case to = "To"
            case replyTo = "ReplyTo"
            case subject = "Subject"
            case text = "TextPart"
            case html = "HTMLPart"
            case attachments = "Attachments"
            case inlined = "InlinedAttachments"
            case customID = "CustomID"
            case payload = "EventPayload"
            case trackOpens = "TrackOpens"
            case trackClicks = "TrackClicks"
            case headers = "Headers"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Keys.self)
            try fields.encode(from, forKey: .from)
            try fields.encode(to, forKey: .to)
            try fields.encodeIfPresent(replyTo, forKey: .replyTo)
            try fields.encode(subject, forKey: .subject)
            try fields.encodeIfPresent(text, forKey: .text)
            try fields.encodeIfPresent(html, forKey: .html)
            if !attachments.isEmpty { try fields.encode(attachments, forKey: .attachments) }
            if !inlined.isEmpty { try fields.encode(inlined, forKey: .inlined) }
            try fields.encode(tag, forKey: .customID)
            try fields.encode(tag, forKey: .payload)
            // The pixel is ours, or there is none.
            try fields.encode("disabled", forKey: .trackOpens)
            try fields.encode("disabled", forKey: .trackClicks)
            if !headers.isEmpty { try fields.encode(headers, forKey: .headers) }
        }
    }
}
