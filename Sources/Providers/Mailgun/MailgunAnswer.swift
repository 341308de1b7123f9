import Foundation
import Mail

/// What Mailgun says to a call.
struct MailgunAnswer: Decodable {
    var id: String?
    var message: String?

    /// What an answer means for the copy, whose own Message-ID is given as it stands in its header.
    static func verdict(_ answer: ProviderAnswer, messageID own: String?) -> ProviderVerdict {
        let said = answer.json(Self.self)
        let words = said?.message ?? "no reason given"
        let lowered = words.lowercased()
        switch answer.status {
        case 200:
            guard let id = said?.id?.trimmingCharacters(in: ["<", ">", " "]), !id.isEmpty else {
                // The greeting page, which answers every path that is none of the interface's.
                return .needsPerson("this is not Mailgun's interface; check the domain, the region and the address")
            }
            let mine = own?.trimmingCharacters(in: ["<", ">", " "])
            return .taken(id: id, messageID: id == mine ? nil : id)
        case 401:
            return .needsPerson("Mailgun refused the key; check it, and the region (us or eu)")
        case 403:
            return .needsPerson("Mailgun does not let this domain send; verify it there, and check the account")
        case 402:
            return .needsPerson("Mailgun asks for payment; check the account")
        case 404:
            return .needsPerson("Mailgun does not know the domain; check it, and the region (us or eu)")
        case 400 where lowered.contains("'to'") || lowered.contains("to parameter"):
            return .refused(.hard, "Mailgun refused the recipient's address; correct it: \(words)")
        case 400 where lowered.contains("size") || lowered.contains("too large"):
            return .refused(.soft, "message too large for Mailgun; send smaller attachments")
        case 400:
            return .refused(.blocked, "Mailgun refused the mail: \(words)")
        default: return .usual(answer)
        }
    }
}
