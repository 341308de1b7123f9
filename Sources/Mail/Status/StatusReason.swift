/// Why a status is what it is, as a value: a code and what belongs to it, to be said in any language.
package struct StatusReason: Codable, Hashable, Sendable {
    /// What decided; the raw values are answered by the API and never change.
    package enum Code: String, CaseIterable, Codable, Hashable, Sendable {
        case nothingKnown = "nothing_known"
        case queued, attempted, deferred, cancelled, uncertain, sent, delayed, relayed, answered, expired, delivered
        case probablyRead = "probably_read"
        case opened
        case readConfirmed = "read_confirmed"
        case complained

        // Failures: the address.
        case addressUnknown = "address_unknown"
        case domainUnknown = "domain_unknown"
        case mailboxClosed = "mailbox_closed"
        case mailboxFull = "mailbox_full"
        case suppressed
        case addressRefused = "address_refused"
        // The mail.
        case tooLarge = "too_large"
        case contentRefused = "content_refused"
        case mailMissing = "mail_missing"
        // The sender.
        case signInRefused = "sign_in_refused"
        case methodMissing = "method_missing"
        case ownServerUnreachable = "own_server_unreachable"
        case senderRefused = "sender_refused"
        case notAuthenticated = "not_authenticated"
        case badReputation = "bad_reputation"
        case tooMany = "too_many"
        // The way, and the rest.
        case unreachable
        case gaveUp = "gave_up"
        case refused
    }

    /// What a contradicting event claims.
    package enum Claim: String, CaseIterable, Codable, Hashable, Sendable {
        case cancelled, delivered, opened, failure
    }

    /// An event that cannot be true together with the one that decided.
    package struct Contradiction: Codable, Hashable, Sendable {
        /// What it claims.
        package var claim: Claim
        /// Its words, if they matter; personal.
        package var words: String?
        /// Whose words they are.
        package var voice: EvidenceFact.Voice?

        /// Notes a contradiction.
        package init(claim: Claim, words: String? = nil, voice: EvidenceFact.Voice? = nil) {
            self.claim = claim
            self.words = words
            self.voice = voice
        }
    }

    /// What decided.
    package var code: Code
    /// The words of the server or report, as they came; personal.
    package var words: String?
    /// Whose words they are.
    package var voice: EvidenceFact.Voice?
    /// What was asked for and did not come.
    package var asked: [EvidenceFact.Asked] = []
    /// What contradicts it.
    package var contradictions: [Contradiction] = []
    /// Whether it rests on a report that a stranger could have made up.
    package var isUnproved = false

    /// Makes a reason; what belongs to it is set field by field.
    package init(_ code: Code, words: String? = nil, voice: EvidenceFact.Voice? = nil) {
        self.code = code
        self.words = words
        self.voice = voice
    }

    /// What the sender should do next; nil where there is nothing to do.
    package var nextStep: NextStep? { NextStep(for: code) }
}
