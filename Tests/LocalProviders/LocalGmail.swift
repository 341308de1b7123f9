import Foundation

/// The Gmail API: `messages.send`, also by upload, and reading a message's headers.
struct LocalGmail {
    func answer(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        guard let grant = request.bearer.flatMap({ state.accessTokens[$0] }), !state.conduct.isRevoked else {
            return fault(401, "authError", "Invalid Credentials")
        }
        if request.method == "GET" { return read(request, grant, state) }
        guard grant.scope.contains("gmail.send") || grant.scope.contains("https://mail.google.com/") else {
            return fault(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        }
        var raw: String?
        switch request.path {
        case "/upload/gmail/v1/users/me/messages/send" where request.query["uploadType"] == "media":
            raw = request.headers["content-type"] == "message/rfc822" ? request.text : nil
        case "/gmail/v1/users/me/messages/send":
            raw = (request.json?["raw"] as? String).flatMap(LocalSignIn.decoded).map {
                String(decoding: $0, as: UTF8.self)
            }
        default: return .text(404, "Not Found")
        }
        guard let raw else { return fault(400, "invalidArgument", "'raw' RFC822 payload message string is required.") }
        let mail = LocalMail(raw: raw)
        guard !mail.recipients.isEmpty else { return fault(400, "invalidArgument", "Recipient address required") }
        switch mail.recipients.first.flatMap(LocalPart.init(playedBy:)) {
        case .limit:
            return fault(429, "rateLimitExceeded", "User-rate limit exceeded.", headers: [("Retry-After", "120")])
        case .trouble: return fault(503, "backendError", "Backend Error")
        case .gateway: return .text(504, "Gateway Timeout")
        case .large: return fault(413, "uploadTooLarge", "Request Too Large")
        case .content: return fault(400, "invalidArgument", "Message blocked for its content.")
        case .hangup: return .hangUp
        case nil: break
        }
        let id = "18c\(state.next())"
        state.mails.append(
            TakenMail(
                provider: "gmail",
                recipients: mail.recipients,
                raw: raw,
                id: id,
                messageID: state.conduct.rewritesMessageID ? "CA+\(id)@mail.gmail.com" : mail.messageID,
                subject: mail.header("Subject")
            )
        )
        return .json(200, "{\"id\":\"\(id)\",\"threadId\":\"\(id)\",\"labelIds\":[\"SENT\"]}")
    }

    private func read(_ request: LocalRequest, _ grant: LocalGrant, _ state: LocalProviders.State) -> LocalAnswer {
        guard grant.scope.contains("gmail.metadata") else {
            return fault(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        }
        guard let mail = state.mails.first(where: { request.path == "/gmail/v1/users/me/messages/\($0.id)" }) else {
            return fault(404, "notFound", "Requested entity was not found.")
        }
        let header = "{\"name\":\"Message-ID\",\"value\":\"<\(mail.messageID ?? "")>\"}"
        return .json(200, "{\"id\":\"\(mail.id)\",\"payload\":{\"headers\":[\(header)]}}")
    }

    private func fault(
        _ status: Int,
        _ reason: String,
        _ words: String,
        headers: [(String, String)] = []
    ) -> LocalAnswer {
        .json(
            status,
            """
            {"error":{"code":\(status),"message":"\(words)","errors":[{"message":"\(words)","domain":"global",\
            "reason":"\(reason)"}]}}
            """,
            headers: headers
        )
    }
}
