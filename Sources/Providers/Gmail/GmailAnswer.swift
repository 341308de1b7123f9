import Mail

/// What the Gmail API says.
struct GmailAnswer: Decodable {
    struct Fault: Decodable {
        struct Reason: Decodable {
            var reason: String?
        }

        var message: String?
        var status: String?
        var errors: [Reason]?
    }

    /// A message as it is read back.
    struct Metadata: Decodable {
        struct Header: Decodable {
            var name: String
            var value: String
        }

        struct Payload: Decodable {
            var headers: [Header]?
        }

        var payload: Payload?
    }

    var id: String?
    var error: Fault?

    /// What an answer means for the copy.
    static func verdict(_ answer: ProviderAnswer) -> ProviderVerdict {
        let said = answer.json(Self.self)
        let words = said?.error?.message ?? "no reason given"
        let reason = said?.error?.errors?.first?.reason ?? ""
        switch (answer.status, reason) {
        case (200, _):
            guard let id = said?.id else { return .unclear("Gmail answered with success but without an id") }
            return .taken(id: id, messageID: nil)
        case (401, _): return .needsPerson(SignInWords.again(.gmail))
        case (403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (429, _):
            return .limited("Gmail asks to send more slowly")
        case (403, "dailyLimitExceeded"), (403, "quotaExceeded"):
            return .limited("the account has sent as much as Gmail allows in a day")
        case (403, "domainPolicy"):
            return .needsPerson("the administrator of the Google Workspace does not allow this service; ask for it")
        case (403, "insufficientPermissions"):
            return .needsPerson("sending was not allowed at sign-in; " + SignInWords.again(.gmail))
        case (403, _): return .needsPerson("Gmail does not let this account send: \(words)")
        case (400, "failedPrecondition"):
            return .needsPerson("Gmail is not switched on for this account, or sending is blocked for it: \(words)")
        case (400, _) where words.lowercased().contains("to header"):
            return .refused(.hard, "Gmail refused the recipient's address; correct it: \(words)")
        case (400, _): return .refused(.blocked, "Gmail refused the mail: \(words)")
        default: return .usual(answer)
        }
    }
}
