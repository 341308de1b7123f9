import Mail
import Texts

/// A message to be looked at before it is sent: the JSON shape of `POST /v1/templates/preview`.
///
/// The fields are those of a message; `documentType` asks for an invented document where none is given.
package struct PreviewRequest: Decodable, Sendable {
    let message: MessageRequest
    let documentType: DocumentType?

    private enum Keys: String, CodingKey { case documentType }

    /// Reads the message's fields and the kind of document beside them.
    package init(from decoder: any Decoder) throws {
        message = try MessageRequest(from: decoder)
        documentType = try decoder.container(keyedBy: Keys.self).decodeIfPresent(
            DocumentType.self,
            forKey: .documentType
        )
    }
}

/// A mail as it would be.
package struct TextPreview: Encodable, Sendable {
    /// The language of the texts.
    package let language: StatusLanguage
    /// The subject.
    package let subject: String
    /// The text.
    package let text: String
    /// The HTML; missing where the mail is plain text alone.
    package let html: String?
    /// The variables without a value, by name.
    package let missing: [String]
    /// What could be better.
    package let advice: [MailAdvice]
}

extension Organization {
    /// Renders a message without sending or storing anything.
    ///
    /// - Throws: ``PostofficeError`` as sending would.
    package func preview(_ request: PreviewRequest) async throws -> TextPreview {
        var document = try await resolve(request.message.document).document
        if document == nil, let type = request.documentType { document = .invented(type) }
        let filled = try await fill(request.message, about: document)
        return TextPreview(
            language: filled.values.language,
            subject: filled.request.subject ?? "",
            text: filled.request.text ?? "",
            html: filled.request.html,
            missing: filled.missing.map(\.rawValue).sorted(),
            advice: filled.advice
        )
    }
}

extension Document {
    /// A document that shows what a text looks like.
    fileprivate static func invented(_ type: DocumentType) -> Document {
        Document(
            id: "preview",
            type: type,
            number: "2026-0042",
            customer: Customer(id: "C-17", name: "Example BV"),
            total: DecimalText("1234.50").map { Money(amount: $0, currency: "EUR") },
            issuedOn: "2026-11-21",
            dueOn: "2026-12-05"
        )
    }
}
