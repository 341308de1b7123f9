import Foundation

/// Microsoft Graph: `sendMail` with a whole mail, and the folder of sent mail.
struct LocalGraph {
    func answer(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        guard let grant = request.bearer.flatMap({ state.accessTokens[$0] }), !state.conduct.isRevoked else {
            return fault(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
        }
        if request.path == "/v1.0/me/mailFolders/sentitems/messages" { return sent(grant, state) }
        guard request.path == "/v1.0/me/sendMail" else { return fault(404, "ResourceNotFound", "no such resource") }
        guard grant.scope.contains("Mail.Send") else {
            return fault(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        }
        guard request.body.count <= 4 * 1024 * 1024 else { return fault(413, "RequestEntityTooLarge", "too large") }
        guard request.headers["content-type"] == "text/plain", let data = Data(base64Encoded: request.text) else {
            return fault(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")
        }
        let mail = LocalMail(raw: String(decoding: data, as: UTF8.self))
        switch mail.recipients.first.flatMap(LocalPart.init(playedBy:)) {
        case .limit:
            return fault(
                429,
                "ApplicationThrottled",
                "Application is over its limit.",
                headers: [("Retry-After", "120")]
            )
        case .trouble: return fault(503, "ErrorServerBusy", "The server is too busy.")
        case .gateway: return .text(504, "Gateway Timeout")
        case .large: return fault(400, "ErrorMessageSizeExceeded", "The message exceeds the maximum size.")
        case .content: return fault(400, "ErrorInvalidRequest", "The message was refused for its content.")
        case .hangup: return .hangUp
        case nil: break
        }
        let id = "AAMk\(state.next())"
        state.mails.append(
            TakenMail(
                provider: "microsoft365",
                recipients: mail.recipients,
                raw: mail.raw,
                id: id,
                messageID: state.conduct.rewritesMessageID ? "\(id)@EUR01.prod.outlook.com" : mail.messageID,
                subject: mail.shownHeader("Subject")
            )
        )
        // A Retry-After beside the success is about the next call.
        return .answer(202, headers: [("Retry-After", "10")], body: "")
    }

    private func sent(_ grant: LocalGrant, _ state: LocalProviders.State) -> LocalAnswer {
        guard grant.scope.contains("Mail.Read") else { return fault(403, "ErrorAccessDenied", "Access is denied.") }
        let newest = state.mails.filter { $0.provider == "microsoft365" }.reversed().prefix(10)
        let items = newest.map { mail -> [String: Any] in
            [
                "internetMessageId": "<\(mail.messageID ?? "")>",
                "subject": mail.subject ?? "",
                "toRecipients": mail.recipients.map { ["emailAddress": ["address": $0]] },
            ]
        }
        guard let body = try? JSONSerialization.data(withJSONObject: ["value": items]) else {
            return fault(500, "ErrorInternalServerError", "An internal server error occurred.")
        }
        return .json(200, String(decoding: body, as: UTF8.self))
    }

    private func fault(
        _ status: Int,
        _ code: String,
        _ words: String,
        headers: [(String, String)] = []
    ) -> LocalAnswer {
        .json(status, "{\"error\":{\"code\":\"\(code)\",\"message\":\"\(words)\"}}", headers: headers)
    }
}
