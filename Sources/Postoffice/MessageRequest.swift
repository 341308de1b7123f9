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

        /// Gives an attachment.
        package init(name: String, mediaType: String? = nil, content: String) {
            self.name = name
            self.mediaType = mediaType
            self.content = content
        }
    }

    /// What the mail is about: a document inline, or `{"id"}` alone for one that is registered already.
    package var document: DocumentReference?
    /// The recipients in To.
    package var to: [Address]?
    /// The recipients in Cc.
    package var cc: [Address]?
    /// Who gets a copy that no header shows.
    package var archive: [Address]?
    /// The subject; made from the document where it is missing.
    package var subject: String?
    /// The text; made from the document where it is missing.
    package var text: String?
    /// The text as HTML; made from ``text`` where it is missing.
    package var html: String?
    /// The files that go along.
    package var attachments: [Attachment]?
    /// The method; the organization's default where it is missing.
    package var method: String?
    /// Whether to track opens; no where it is missing.
    package var trackOpens: Bool?
    /// When it may leave, in RFC 3339; at once where it is missing.
    package var sendAt: String?

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
