import Evidence
import Foundation

/// The body of SendGrid's Mail Send call for one copy.
struct SendGridMail: Encodable {
    struct Address: Encodable {
        var email: String
        var name: String?

        init(_ person: TakenApart.Person) {
            (email, name) = (person.address, person.name)
        }
    }

    struct Personalization: Encodable {
        var to: [Address]
        var custom_args: [String: String]
    }

    struct Content: Encodable {
        var type: String
        var value: String
    }

    struct File: Encodable {
        var content: String
        var type: String
        var filename: String
        var disposition: String
        var content_id: String?

        init(_ file: TakenApart.File) {
            content = Data(file.content).base64EncodedString()
            (type, filename, content_id) = (file.mediaType, file.name, file.contentID)
            disposition = file.contentID == nil ? "attachment" : "inline"
        }
    }

    struct Switch: Encodable {
        var enable: Bool
    }

    struct Tracking: Encodable {
        struct Clicks: Encodable {
            var enable = false
            var enable_text = false
        }

        var click_tracking = Clicks()
        var open_tracking = Switch(enable: false)
        var subscription_tracking = Switch(enable: false)
        var ganalytics = Switch(enable: false)
    }

    var personalizations: [Personalization]
    var from: Address
    var reply_to: Address?
    var subject: String
    var content: [Content]
    var attachments: [File]?
    var headers: [String: String]
    // The pixel is ours, or there is none.
    var tracking_settings = Tracking()

    init(_ mail: TakenApart, tag: String) {
        personalizations = [
            Personalization(to: [Address(mail.to)], custom_args: [MailProvider.tagName: tag])
        ]
        from = Address(mail.from)
        reply_to = mail.replyTo.map(Address.init)
        subject = mail.subject
        // The text goes first, and neither may be empty.
        content = [("text/plain", mail.text), ("text/html", mail.html)].compactMap { type, value in
            value.map { Content(type: type, value: $0.isEmpty ? " " : $0) }
        }
        attachments = mail.files.isEmpty ? nil : mail.files.map(File.init)
        headers = Dictionary(
            mail.headers.filter { !Self.reserved.contains($0.name.lowercased()) }.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        if let id = mail.messageID { headers["Message-ID"] = "<\(id)>" }
    }

    private static let reserved: Set<String> = ["x-sg-eid", "x-sg-id"]
}
