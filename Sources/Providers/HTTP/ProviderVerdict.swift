import Ledger
import Mail
import Sending

/// What a provider's answer says about a copy, in the terms that the dispatcher acts on.
enum ProviderVerdict: Hashable {
    /// Taken; the provider's id for it, and the Message-ID it has there where that is told.
    case taken(id: String?, messageID: String?)
    /// Nothing was taken, and nothing will be until a person does something; the words say what.
    case needsPerson(String)
    /// Too many calls; nothing was taken.
    case limited(String)
    /// Nothing was taken, and a later attempt may succeed.
    case later(String)
    /// This copy is refused for good; the words say what to do.
    case refused(FailureClass, String)
    /// It may have been taken.
    case unclear(String)

    /// What a status says by itself, wherever a provider has no words of its own for it.
    static func usual(_ answer: ProviderAnswer) -> Self {
        switch answer.status {
        case 408: .later("the provider waited too long for the request")
        case 413: .refused(.soft, "message too large for the provider; send smaller attachments")
        case 429: .limited("too many calls; the provider asks to wait")
        // A gateway that lost its server does not know what became of the request.
        case 502, 504: .unclear("the provider's gateway heard nothing from its own server")
        case 500...599: .later("the provider has trouble of its own")
        case 300...399: .needsPerson("the provider answered with a redirect; check the address it is called at")
        case 400...499: .refused(.blocked, "the provider refused the mail; its words say why")
        default: .unclear("the provider answered with something unexpected")
        }
    }
}

extension SendResult {
    /// The result of an attempt that was answered.
    init(_ verdict: ProviderVerdict, _ answer: ProviderAnswer, kind: MethodKind, masking secrets: [String]) {
        var report = SendReport(method: kind, stage: "answer")
        report.server = answer.server
        report.code = answer.status
        let said = answer.text(masking: secrets)
        // What to do goes before the provider's own words, which are often a page of JSON.
        func told(_ words: String) -> String {
            "\(words) [HTTP \(answer.status)\(said.isEmpty ? "" : ": \(said.prefix(500))")]"
        }
        let retryAt = answer.retryAt(now: .now())?.microseconds
        switch verdict {
        case .taken(let id, let messageID):
            report.text = said.isEmpty ? nil : said
            (report.queueID, report.assignedMessageID) = (id, messageID)
            self = .sent(report, delivered: nil)
        case .needsPerson(let words), .limited(let words):
            (report.failure, report.nextAttemptAt) = (told(words), retryAt)
            self = .deferred(report, pauses: true)
        case .later(let words):
            (report.failure, report.nextAttemptAt) = (told(words), retryAt)
            self = .deferred(report)
        case .refused(let failureClass, let words):
            (report.failure, report.failureClass) = (told(words), failureClass)
            self = .rejected(report)
        case .unclear(let words):
            report.failure = told(words)
            self = .uncertain(report)
        }
    }

    /// The result of an attempt that was not answered.
    init(_ failure: ProviderCallFailure, server: String, kind: MethodKind) {
        var report = SendReport(method: kind, stage: "call")
        (report.server, report.failure) = (server, failure.words)
        self =
            switch failure {
            case .notSent: .deferred(report)
            case .unanswered: .uncertain(report)
            }
    }

    /// The result of a copy that cannot be put into the provider's form: it would fail the same way again.
    static func unusable(_ words: String, kind: MethodKind) -> Self {
        var report = SendReport(method: kind, stage: "check")
        (report.failure, report.failureClass) = (words, .soft)
        return .rejected(report)
    }
}
