import Foundation

/// SendGrid: Mail Send (v3), and the Email Logs.
struct LocalSendGrid {
    let region: String

    func answer(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        guard request.bearer == state.conduct.key, region == state.conduct.regions["sendgrid"] else {
            return fault(401, "The provided authorization grant is invalid, expired, or revoked")
        }
        if request.path == "/v3/logs" { return search(request, state) }
        if request.path.hasPrefix("/v3/logs/") { return message(String(request.path.dropFirst(9)), state) }
        guard request.path == "/v3/mail/send", let mail = request.json else { return fault(400, "Bad Request") }
        let from = (mail["from"] as? [String: Any])?["email"] as? String ?? ""
        guard state.conduct.senders.contains(String(from.split(separator: "@").last ?? "")) else {
            return fault(403, "The from address does not match a verified Sender Identity.", field: "from")
        }
        let personalizations = mail["personalizations"] as? [[String: Any]] ?? []
        let recipients = personalizations.flatMap { person in
            ["to", "cc", "bcc"].flatMap { (person[$0] as? [[String: Any]] ?? []).compactMap { $0["email"] as? String } }
        }
        guard Set(recipients).count == recipients.count else {
            return fault(400, "Each email address must be unique", field: "personalizations")
        }
        let contents = mail["content"] as? [[String: Any]] ?? []
        guard !contents.isEmpty, contents.allSatisfy({ ($0["value"] as? String)?.isEmpty == false }) else {
            return fault(400, "The content value must be a string at least one character in length.", field: "content")
        }
        switch recipients.first.flatMap(LocalPart.init(playedBy:)) {
        case .limit: return fault(429, "too many requests", headers: [("Retry-After", "120")])
        case .trouble: return fault(500, "internal error")
        case .gateway: return .text(504, "Gateway Timeout")
        case .large: return fault(413, "payload too large")
        case .content:
            return fault(400, "The attachment content must be base64 encoded.", field: "attachments.0.content")
        case .hangup: return .hangUp
        case nil: break
        }
        guard recipients.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else {
            return fault(400, "Does not contain a valid address.", field: "personalizations.0.to.0.email")
        }
        let tracking = mail["tracking_settings"] as? [String: Any] ?? [:]
        let isOff = ["open_tracking", "click_tracking"].allSatisfy {
            (tracking[$0] as? [String: Any])?["enable"] as? Bool == false
        }
        let id = "LRzXl_\(state.next())"
        state.mails.append(
            TakenMail(
                provider: "sendgrid",
                recipients: recipients,
                tag: (personalizations.first?["custom_args"] as? [String: Any])?["postboek"] as? String,
                tracksNothing: isOff,
                id: id,
                messageID: (mail["headers"] as? [String: Any])?["Message-ID"] as? String,
                subject: mail["subject"] as? String
            )
        )
        return .answer(202, headers: [("X-Message-Id", id)], body: "")
    }

    private func search(_ request: LocalRequest, _ state: LocalProviders.State) -> LocalAnswer {
        let query = request.json?["query"] as? String ?? ""
        let found = state.mails.filter { mail in
            mail.provider == "sendgrid" && mail.recipients.contains { query.contains("to_email = \"\($0)\"") }
        }
        let items = found.map { mail in
            """
            {"from_email":"a@example.nl","to_email":"\(mail.recipients[0])","subject":"x","status":"delivered",\
            "sg_message_id":"\(mail.id).recvd-1-1.0","sg_message_id_created_at":"2026-01-01T00:00:00Z"}
            """
        }
        return .json(200, "{\"messages\":[\(items.joined(separator: ","))]}")
    }

    private func message(_ id: String, _ state: LocalProviders.State) -> LocalAnswer {
        guard let mail = state.mails.first(where: { "\($0.id).recvd-1-1.0" == id }), let tag = mail.tag else {
            return fault(404, "message not found")
        }
        return .json(
            200,
            """
            {"sg_message_id":"\(id)","to_email":"\(mail.recipients[0])","from_email":"a@example.nl","subject":"x",\
            "status":"delivered","custom_args":{"postboek":"\(tag)"},"events":[\(state.conduct.history[tag] ?? "")]}
            """
        )
    }

    private func fault(
        _ status: Int,
        _ words: String,
        field: String? = nil,
        headers: [(String, String)] = []
    ) -> LocalAnswer {
        let field = field.map { "\"\($0)\"" } ?? "null"
        return .json(
            status,
            "{\"errors\":[{\"message\":\"\(words)\",\"field\":\(field),\"help\":null}]}",
            headers: headers
        )
    }
}
