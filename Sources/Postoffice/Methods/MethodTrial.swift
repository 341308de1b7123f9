import Mail
import Sending

/// What came of a mail that was sent at once: a test, or one with a link that confirms an address.
package struct MethodTrial: Encodable, Sendable {
    /// The message, as it stands in the history.
    package let messageId: String
    /// Where it went: the sender's own address.
    package let address: String
    /// `sent`, `rejected`, `deferred` or `uncertain`.
    package let outcome: String
    /// How far the attempt came.
    package let stage: String
    /// The reply code of the last answer.
    package let code: Int?
    /// The last answer, or what went wrong where there was none.
    package let text: String?
    /// All that was said to the server and that it answered, secrets masked.
    package let dialogue: [String]

    /// Whether the mail left.
    package var hasLeft: Bool { outcome == "sent" || outcome == "uncertain" }

    init(message: String, address: String, result: SendResult, dialogue: [String]) {
        messageId = message
        self.address = address
        outcome = result.word
        stage = result.report.stage
        code = result.report.code
        text = result.report.text ?? result.report.failure
        self.dialogue = dialogue.isEmpty ? [text.map { "# \($0)" } ?? "# nothing was said"] : dialogue
    }
}

extension SendResult {
    fileprivate var word: String {
        switch self {
        case .sent: "sent"
        case .rejected: "rejected"
        case .deferred: "deferred"
        case .uncertain: "uncertain"
        }
    }
}
