import Mail
import Texts

/// A request in which everything is filled in that it leaves to the customer's card, the texts and the defaults.
struct FilledMessage {
    /// The request with recipients, subject, text, HTML and files.
    var request: MessageRequest
    /// Whether the mail is plain text alone.
    var plainTextOnly = false
    /// The picture that the HTML shows; nil for none.
    var logo: Logo?
    /// Files of the document that stay here, since the recipients get others.
    var keptFiles: [MessageRequest.Attachment] = []
    /// What it is for; nil for a mailing to the customer.
    var purpose: MessagePurpose?
    /// What kind of document it is about.
    var documentType: DocumentType?
    /// What could be better about it.
    var advice: [MailAdvice] = []
    /// What the variables stand for.
    var values: TextValues
    /// The variables without a value.
    var missing: Set<TextVariable> = []
}

/// What a message is for where it is no mailing of a document to its customer.
enum MessagePurpose: String, Sendable {
    case accountant
    /// A checkpoint for somebody to keep.
    case anchor
    /// A test of a method, to the sender's own address.
    case test
    /// A link by which the owner of the sender's address confirms it.
    case verification
}
