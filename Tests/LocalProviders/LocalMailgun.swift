import Foundation

/// Mailgun: `messages.mime`, and the events of a message.
struct LocalMailgun {
    let region: String

    func answer(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        let parts = request.path.split(separator: "/").map(String.init)
        let isSending = parts.count == 3 && parts[0] == "v3" && parts[2] == "messages.mime"
        let isAsking = parts.count == 3 && parts[0] == "v3" && parts[2] == "events"
        // Any other path gets the greeting, with a status that looks like success.
        guard isSending || isAsking else { return .text(200, "Mailgun Magnificent API") }
        guard request.basic?.user == "api", request.basic?.password == state.conduct.key else {
            return .text(401, "Forbidden")
        }
        guard parts[1] == state.conduct.domain, region == state.conduct.regions["mailgun"] else {
            return .json(404, "{\"message\":\"Domain not found: \(parts[1])\"}")
        }
        if isAsking { return log(request, state) }
        let fields = request.parts
        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        guard let to = field("to"), to.contains("@"), to.utf8.allSatisfy({ $0 < 0x80 }) else {
            return .json(400, "{\"message\":\"'to' parameter is not a valid address. please check documentation\"}")
        }
        switch LocalPart(playedBy: to) {
        case .limit: return .json(429, "{\"message\":\"Too many requests\"}", headers: [("Retry-After", "120")])
        case .trouble: return .json(500, "{\"message\":\"Internal Server Error\"}")
        case .gateway: return .text(504, "Gateway Timeout")
        case .large: return .json(413, "{\"message\":\"Request Entity Too Large\"}")
        case .content: return .json(400, "{\"message\":\"message contains a forbidden attachment\"}")
        case .hangup: return .hangUp
        case nil: break
        }
        guard let raw = field("message") else {
            return .json(400, "{\"message\":\"Need at least one of 'text' or 'html' parameters specified\"}")
        }
        let id = LocalMail(raw: raw).messageID ?? "\(state.next())@\(parts[1])"
        state.mails.append(
            TakenMail(
                provider: "mailgun",
                recipients: fields.filter { $0.name == "to" }.map(\.value),
                tag: field("v:postboek"),
                tracksNothing: ["o:tracking", "o:tracking-clicks", "o:tracking-opens"].allSatisfy { field($0) == "no" },
                raw: raw,
                id: id,
                messageID: id,
                subject: LocalMail(raw: raw).header("Subject")
            )
        )
        return .json(200, "{\"id\":\"<\(id)>\",\"message\":\"Queued. Thank you.\"}")
    }

    private func log(_ request: LocalRequest, _ state: LocalProviders.State) -> LocalAnswer {
        let items = state.mails
            .filter { $0.provider == "mailgun" && $0.id == request.query["message-id"] }
            .filter { $0.recipients.contains(request.query["recipient"] ?? "") }
            .compactMap { mail in mail.tag.flatMap { state.conduct.history[$0] } }
        return .json(200, "{\"items\":[\(items.joined(separator: ","))],\"paging\":{}}")
    }
}
