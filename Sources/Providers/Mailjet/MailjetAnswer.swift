import Mail

/// What Mailjet says to a call of its Send API.
struct MailjetAnswer: Decodable {
    struct Message: Decodable {
        struct Receipt: Decodable {
            /// Above 2^53: never through a floating-point number.
            var messageID: Int64
            var messageUUID: String?

            private enum CodingKeys: String, CodingKey {
                case messageID = "MessageID"
                case messageUUID = "MessageUUID"
            }
        }

        var status: String?
        var to: [Receipt]?
        var errors: [Fault]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case to = "To"
            case errors = "Errors"
        }
    }

    struct Fault: Decodable {
        var code: String?
        var status: Int?
        var words: String?
        var relatedTo: [String]?

        private enum CodingKeys: String, CodingKey {
            case code = "ErrorCode"
            case status = "StatusCode"
            case words = "ErrorMessage"
            case relatedTo = "ErrorRelatedTo"
        }
    }

    var messages: [Message]?
    var words: String?

    private enum CodingKeys: String, CodingKey {
        case messages = "Messages"
        case words = "ErrorMessage"
    }

    /// What an answer means for the copy.
    static func verdict(_ answer: ProviderAnswer) -> ProviderVerdict {
        let said = answer.json(Self.self)
        let message = said?.messages?.first
        if let fault = message?.errors?.first { return verdict(fault, answer) }
        switch answer.status {
        case 200, 201:
            guard message?.status == "success", let receipt = message?.to?.first else {
                return .unclear("Mailjet answered with success but without an id for the mail")
            }
            return .taken(id: String(receipt.messageID), messageID: nil)
        case 401:
            return .needsPerson(
                "Mailjet refused the key pair; check the API key, the secret key and the region (eu or us)"
            )
        case 403:
            return .needsPerson("Mailjet does not let this key send; check the account and the key's rights")
        case 400:
            let words = said?.words.map { ": \($0)" } ?? ""
            return .refused(.blocked, "Mailjet refused the mail\(words)")
        default:
            return .usual(answer)
        }
    }

    private static func verdict(_ fault: Fault, _ answer: ProviderAnswer) -> ProviderVerdict {
        let related = fault.relatedTo ?? []
        let words = fault.words ?? "no reason given"
        switch fault.status ?? answer.status {
        case 401:
            return .needsPerson("Mailjet refused the key pair; check the API key and the secret key")
        case _ where fault.code == "send-0008" || (related.contains { $0.hasPrefix("From") } && fault.status == 403):
            return .needsPerson("Mailjet does not know the sender; validate the From address or its domain there")
        case 413:
            return .refused(.soft, "message too large for Mailjet; send smaller attachments")
        case 429:
            return .limited("too many calls to Mailjet")
        case 500...599:
            return .later("Mailjet has trouble of its own")
        case _ where related.contains { $0.hasPrefix("To") }:
            return .refused(.hard, "Mailjet refused the recipient's address; correct it: \(words)")
        default:
            return .refused(.blocked, "Mailjet refused the mail: \(words)")
        }
    }
}
