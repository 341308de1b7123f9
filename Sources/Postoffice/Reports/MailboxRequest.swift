import Intake
import Ledger
import Providers

/// The bounce mailbox as a caller sets it up: the JSON shape of `PUT /v1/settings/mailbox`.
package struct MailboxRequest: Decodable, Sendable {
    let draft: MailboxDraft
    let secret: String?

    private enum Keys: String, CodingKey { case password, token }

    /// Reads the settings with the password or token beside them.
    package init(from decoder: any Decoder) throws {
        draft = try MailboxDraft(from: decoder)
        let secrets = try decoder.container(keyedBy: Keys.self)
        secret =
            try secrets.decodeIfPresent(String.self, forKey: .password)
            ?? secrets.decodeIfPresent(String.self, forKey: .token)
    }
}

/// The bounce mailbox as it is set up; the secret never comes out again.
package struct MailboxAnswer: Encodable, Sendable {
    let draft: MailboxDraft
    let hasSecret: Bool
    let authorization: SignInState?
    let state: FeedState?

    private enum Keys: String, CodingKey { case hasSecret, authorization, problem, readAt }

    /// Writes the settings, whether there is a secret, and how the last reading ended.
    package func encode(to encoder: any Encoder) throws {
        try draft.encode(to: encoder)
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(hasSecret, forKey: .hasSecret)
        try fields.encodeIfPresent(authorization, forKey: .authorization)
        try fields.encodeIfPresent(state?.problem, forKey: .problem)
        try fields.encodeIfPresent(state?.heardAt?.description, forKey: .readAt)
    }
}

/// What a reading of the bounce mailbox came to.
package struct MailboxFindings: Encodable, Hashable, Sendable {
    /// How many mails were read.
    package var read = 0
    /// How many of them were reports, and are kept.
    package var reports = 0
    /// How many were too large to be read.
    package var tooLarge = 0
    /// How many new ones there are, where none was read.
    package var waiting: Int?
}
