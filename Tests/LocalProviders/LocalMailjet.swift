import Foundation

/// Mailjet: Send API v3.1, and the history of messages.
struct LocalMailjet {
    let region: String

    func answer(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        guard request.basic?.user == state.conduct.apiKey, request.basic?.password == state.conduct.key,
            region == state.conduct.regions["mailjet"]
        else {
            return .json(
                401,
                """
                {"ErrorIdentifier":"id","ErrorCode":"mj-0002","ErrorMessage":"API key authentication/authorization \
                failure. You may be unauthorized to access the API or your API key may be expired.","StatusCode":401}
                """
            )
        }
        if request.path.hasPrefix("/v3/REST/") { return history(request, state) }
        guard request.path == "/v3.1/send", let messages = request.json?["Messages"] as? [[String: Any]],
            let message = messages.first, messages.count == 1
        else { return .json(400, "{\"ErrorMessage\":\"Malformed JSON\",\"StatusCode\":400}") }
        let recipients = ["To", "Cc", "Bcc"].flatMap {
            (message[$0] as? [[String: Any]] ?? []).compactMap { $0["Email"] as? String }
        }
        let from = (message["From"] as? [String: Any])?["Email"] as? String ?? ""
        guard state.conduct.senders.contains(String(from.split(separator: "@").last ?? "")) else {
            return fault(403, "send-0008", "\\\"\(from)\\\" is not an authorized sender email address.", "From")
        }
        let headers = (message["Headers"] as? [String: Any] ?? [:]).keys.map { $0.lowercased() }
        if let header = headers.first(where: { ["message-id", "date", "subject", "reply-to", "to"].contains($0) }) {
            return fault(400, "send-0011", "Header \(header) cannot be customized.", "Headers")
        }
        switch recipients.first.flatMap(LocalPart.init(playedBy:)) {
        case .limit:
            return .json(
                429,
                "{\"ErrorMessage\":\"Too many requests\",\"StatusCode\":429}",
                headers: [("Retry-After", "120")]
            )
        case .trouble: return .json(500, "{\"ErrorMessage\":\"Internal error\",\"StatusCode\":500}")
        case .gateway: return .text(504, "Gateway Timeout")
        case .large: return .json(413, "{\"ErrorMessage\":\"Payload too large\",\"StatusCode\":413}")
        case .content:
            return fault(400, "mj-0015", "The file has an invalid content type.", "Attachments[0].ContentType")
        case .hangup: return .hangUp
        case nil: break
        }
        guard recipients.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else {
            return fault(400, "mj-0013", "\\\"x\\\" is an invalid email address.", "To[0].Email")
        }
        let id = 1_152_921_504_606_846_000 + Int64(state.next())
        state.mails.append(
            TakenMail(
                provider: "mailjet",
                recipients: recipients,
                tag: message["CustomID"] as? String,
                tracksNothing: ["TrackOpens", "TrackClicks"].allSatisfy { message[$0] as? String == "disabled" },
                id: String(id),
                subject: message["Subject"] as? String
            )
        )
        let to = recipients.map { "{\"Email\":\"\($0)\",\"MessageUUID\":\"u-\(id)\",\"MessageID\":\(id)}" }
        let body = "\"Status\":\"success\",\"CustomID\":\"\",\"To\":[\(to.joined(separator: ","))],\"Cc\":[],\"Bcc\":[]"
        return .json(200, "{\"Messages\":[{\(body)}]}")
    }

    private func history(_ request: LocalRequest, _ state: LocalProviders.State) -> LocalAnswer {
        let parts = request.path.split(separator: "/").map(String.init)
        let mail = state.mails.first { mail in
            mail.provider == "mailjet"
                && (mail.id == parts.last || (mail.tag != nil && mail.tag == request.query["CustomID"]))
        }
        guard let mail, let tag = mail.tag else {
            return .json(404, "{\"ErrorMessage\":\"Object not found\",\"StatusCode\":404}")
        }
        if parts.contains("messagehistory") {
            let data = state.conduct.history[tag] ?? ""
            return .json(200, "{\"Count\":1,\"Data\":[\(data)],\"Total\":1}")
        }
        return .json(200, "{\"Count\":1,\"Data\":[{\"ID\":\(mail.id),\"Status\":\"sent\"}],\"Total\":1}")
    }

    private func fault(_ status: Int, _ code: String, _ words: String, _ field: String) -> LocalAnswer {
        .json(
            status,
            """
            {"Messages":[{"Status":"error","Errors":[{"ErrorIdentifier":"id","ErrorCode":"\(code)",\
            "StatusCode":\(status),"ErrorMessage":"\(words)","ErrorRelatedTo":["\(field)"]}]}]}
            """
        )
    }
}
