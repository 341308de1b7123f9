/// The body of `POST /v1/messages/search`: the filters of the history, where an address stands in no URL.
struct MessageSearch: Codable, Sendable {
    /// Only messages with this status.
    var status: String?
    /// Only messages to this address; `@example.com` stands for everybody there.
    var recipient: String?
    /// Only messages about the document with this id of the caller's.
    var document: String?
    /// Only messages about documents of this type.
    var documentType: String?
    /// Only messages that went by this method.
    var method: String?
    /// Only messages of this batch.
    var batch: String?
    /// Only messages queued then or later.
    var from: String?
    /// Only messages queued before.
    var to: String?
    /// Words in the subject, the document's number, names and addresses.
    var q: String?
    /// As it was known at a position or time.
    var asOf: String?
    /// Where the page begins.
    var cursor: String?
    /// How many items the page has at most.
    var limit: Int?
    /// The language of explanations.
    var language: String?

    /// The same as the query of `GET /v1/messages` has it.
    var parameters: [String: String] {
        let texts = [
            "status": status, "recipient": recipient, "document": document, "documentType": documentType,
            "method": method, "batch": batch, "from": from, "to": to, "q": q, "asOf": asOf, "cursor": cursor,
            "limit": limit.map(String.init), "language": language,
        ]
        return texts.compactMapValues(\.self)
    }
}
