import Mail

/// What Microsoft Graph says.
struct GraphAnswer: Decodable {
    struct Fault: Decodable {
        var code: String?
        var message: String?
    }

    /// The folder of sent mail, as it is read back.
    struct Sent: Decodable {
        struct Item: Decodable {
            struct Recipient: Decodable {
                struct Address: Decodable {
                    var address: String?
                }

                var emailAddress: Address?
            }

            var internetMessageId: String?
            var subject: String?
            var toRecipients: [Recipient]?
        }

        var value: [Item]
    }

    var error: Fault?

    /// What an answer means for the copy.
    static func verdict(_ answer: ProviderAnswer) -> ProviderVerdict {
        let fault = answer.json(Self.self)?.error
        let words = fault?.message ?? "no reason given"
        switch (answer.status, fault?.code ?? "") {
        // Taken even where a Retry-After stands beside it: that is about the next call.
        case (202, _): return .taken(id: nil, messageID: nil)
        case (401, _): return .needsPerson(SignInWords.again(.microsoft365))
        case (_, "ErrorSendAsDenied"):
            return .needsPerson("this account may not send from the From address; use its own, or ask for Send As")
        case (_, "ErrorAccessDenied"):
            return .needsPerson("sending was not allowed at sign-in; " + SignInWords.again(.microsoft365))
        case (_, "ErrorExceededMessageLimit"), (_, "ErrorMessageSubmissionBlocked"):
            return .limited("the mailbox has sent as much as Microsoft allows; it waits")
        case (_, "MailboxNotEnabledForRESTAPI"), (_, "MailboxNotSupportedForRESTAPI"):
            return .needsPerson("this account has no Exchange Online mailbox; sign in with one that has")
        case (_, "ErrorInvalidRecipients"):
            return .refused(.hard, "Microsoft refused the recipient's address; correct it: \(words)")
        case (_, "ErrorMessageSizeExceeded"):
            return .refused(.soft, "message too large for the mailbox; send smaller attachments")
        case (403, _): return .needsPerson("Microsoft does not let this account send: \(words)")
        case (400...499, _) where ![408, 413, 429].contains(answer.status):
            return .refused(.blocked, "Microsoft refused the mail: \(words)")
        // Graph is known to have sent a mail that it answers 500 for.
        case (500, _): return .unclear("Microsoft had trouble of its own, and may have sent the mail")
        default: return .usual(answer)
        }
    }
}
