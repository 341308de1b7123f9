import Mail

/// One message as a caller asks for it: the JSON shape of `POST /v1/messages`.
package struct MessageRequest: Codable, Sendable {
    /// One recipient as a caller names it.
    package struct Address: Codable, Hashable, Sendable {
        /// The e-mail address.
        package var address: String
        /// The name beside it.
        package var name: String?

        /// Names a recipient.
        package init(address: String, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }

    /// One attachment as a caller gives it.
    package struct Attachment: Codable, Hashable, Sendable {
        /// The file name.
        package var name: String
        /// The media type; `application/octet-stream` where it is missing.
        package var mediaType: String?
        /// The bytes, in base64.
        package var content: String
        /// What it is to the document: `pdf`, `ubl` or `other`; recognised by its first bytes where it is missing.
        package var kind: String?

        /// Gives an attachment.
        package init(name: String, mediaType: String? = nil, content: String, kind: String? = nil) {
            self.name = name
            self.mediaType = mediaType
            self.content = content
            self.kind = kind
        }
    }

    /// What the mail is about: a document inline, or `{"id"}` alone for one that is registered already.
    package var document: DocumentReference?
    /// The recipients in To; where they are missing, those of the customer's card or of the defaults.
    package var to: [Address]?
    /// The recipients in Cc; where they are missing, those of the customer's card and of the defaults.
    package var cc: [Address]?
    /// Who gets a copy that no header shows; where they are missing, those of the defaults.
    package var archive: [Address]?
    /// The language of the texts; that of the customer or of the organization where it is missing.
    package var language: String?
    /// The name of the text to use; the standard one where it is missing.
    package var textName: String?
    /// The layout: `standard`, `none` or `html`; the organization's where it is missing.
    package var layout: String?
    /// Which of the document's files go along: `pdf`, `ubl` or `pdf+ubl`; as customer or organization want otherwise.
    package var files: String?
    /// Whether the organization's standard attachment goes along; yes where it is missing.
    package var standardAttachment: Bool?
    /// The subject, with variables; that of the texts where it is missing.
    package var subject: String?
    /// The text, with variables; that of the texts where it is missing.
    package var text: String?
    /// The text as HTML, with variables; made from ``text`` and the layout where it is missing.
    package var html: String?
    /// The files that go along.
    package var attachments: [Attachment]?
    /// The method; the organization's default where it is missing.
    package var method: String?
    /// Whether to track opens; where it is missing, only if the policy is to track always.
    package var trackOpens: Bool?
    /// When it may leave, in RFC 3339; at once where it is missing.
    package var sendAt: String?
    /// What a mail to somebody who was erased rests on; without it, such a mail is refused.
    package var basis: String?

    /// Makes an empty request, to be filled field by field.
    package init() {}
}

/// A document inline, or only the id of one that is registered.
package enum DocumentReference: Codable, Hashable, Sendable {
    case inline(Document)
    case registered(id: String)

    private enum Keys: String, CodingKey { case id, type }

    /// Reads an object: with a `type` it is a document, without one a reference.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        if fields.contains(.type) {
            self = .inline(try Document(from: decoder))
        } else {
            self = .registered(id: try fields.decode(String.self, forKey: .id))
        }
    }

    /// Writes the object.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .inline(let document): try document.encode(to: encoder)
        case .registered(let id):
            var fields = encoder.container(keyedBy: Keys.self)
            try fields.encode(id, forKey: .id)
        }
    }
}
