import Mail

/// Documents to be mailed, each as a message of its own: the JSON shape of `POST /v1/messages/batch`.
package struct BatchRequest: Decodable, Sendable {
    /// The caller's own ids of registered documents.
    package var documents: [String]?
    /// Further messages, each as `POST /v1/messages` takes it.
    package var items: [MessageRequest]?
    /// What holds for all of them, where they do not say otherwise.
    package var defaults: MessageRequest?

    /// All messages that are asked for.
    package var messages: [MessageRequest] {
        (documents ?? []).map { id in
            var request = MessageRequest()
            request.document = .registered(id: id)
            return request
        } + (items ?? [])
    }
}

extension MessageRequest {
    /// The request, with what it leaves out taken from another.
    func filled(from defaults: Self) -> Self {
        var filled = self
        filled.document = document ?? defaults.document
        filled.to = to ?? defaults.to
        filled.cc = cc ?? defaults.cc
        filled.archive = archive ?? defaults.archive
        filled.language = language ?? defaults.language
        filled.textName = textName ?? defaults.textName
        filled.layout = layout ?? defaults.layout
        filled.files = files ?? defaults.files
        filled.standardAttachment = standardAttachment ?? defaults.standardAttachment
        filled.subject = subject ?? defaults.subject
        filled.text = text ?? defaults.text
        filled.html = html ?? defaults.html
        filled.attachments = attachments ?? defaults.attachments
        filled.method = method ?? defaults.method
        filled.trackOpens = trackOpens ?? defaults.trackOpens
        filled.sendAt = sendAt ?? defaults.sendAt
        return filled
    }
}

/// How large a batch may be.
package enum BatchLimits {
    /// The most documents.
    package static let items = 20_000
    /// The most bytes of one document's message as JSON.
    package static let itemBytes = 36_000_000
    /// The most bytes of the whole list.
    package static let totalBytes = 4_000_000_000
}
