import Mail

/// What SendGrid says to a call that it refuses.
struct SendGridAnswer: Decodable {
    struct Fault: Decodable {
        var message: String?
        var field: String?
    }

    var errors: [Fault]?

    /// What an answer means for the copy.
    static func verdict(_ answer: ProviderAnswer) -> ProviderVerdict {
        let fault = answer.json(Self.self)?.errors?.first
        let words = fault?.message ?? "no reason given"
        switch answer.status {
        // A single mail has no id but the one in this header; its events begin with it.
        case 202: return .taken(id: answer.header("X-Message-Id"), messageID: nil)
        case 200: return .unclear("SendGrid answered 200, which means that it only checked the mail")
        case 401 where words.lowercased().contains("credits"):
            return .needsPerson("the SendGrid account has no mails left in its plan; extend it")
        case 401:
            return .needsPerson("SendGrid refused the key; make a new one, and check the region (global or eu)")
        case 403 where fault?.field?.hasPrefix("from") == true:
            return .needsPerson("SendGrid does not know the sender; verify the From address or its domain there")
        case 403:
            return .needsPerson("the SendGrid key may not send here; give it Mail Send, and check the region")
        case 400 where fault?.field?.hasPrefix("personalizations") == true:
            return .refused(.hard, "SendGrid refused the recipient's address; correct it: \(words)")
        case 400:
            return .refused(.blocked, "SendGrid refused the mail: \(words)")
        default: return .usual(answer)
        }
    }
}
