/// Asks a provider what became of one copy that it took.
///
/// An implementation asks once, within the time it is given, and never tries again by itself: whoever calls it knows when
/// the next question is due.
package protocol ProviderLookup: Sendable {
    /// Which provider it asks.
    var provider: MailProvider { get }

    /// For how many days after sending the provider can be asked; later questions are not put.
    var askableForDays: Int { get }

    /// What the provider knows about a copy, in any order; empty where it knows nothing (yet).
    ///
    /// The same question gives events of the same ``ProviderEvent/identity`` each time, so that repeats are recognised.
    ///
    /// - Throws: ``ProviderLookupError``.
    func events(about copy: LookedUpCopy) async throws(ProviderLookupError) -> [ProviderEvent]
}

/// A copy that a provider is asked about.
package struct LookedUpCopy: Hashable, Sendable {
    /// The provider's id for the message, as its answer to the sending call gave it; nil where it gave none.
    package var providerID: String?
    /// The Message-ID header that the copy bears, without angle brackets.
    package var messageID: String
    /// The copy's signed tag, as it was given along.
    package var tag: String
    /// Where the copy went.
    package var recipient: String
    /// When the provider took it, in microseconds since 1970.
    package var sentAt: Int64

    /// Names a copy.
    package init(providerID: String?, messageID: String, tag: String, recipient: String, sentAt: Int64) {
        self.providerID = providerID
        self.messageID = messageID
        self.tag = tag
        self.recipient = recipient
        self.sentAt = sentAt
    }
}

/// Why a provider did not answer a question.
package enum ProviderLookupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not take the key, or the plan does not include asking; the text says what to do and names nobody.
    case refused(String)
    /// Too many questions; ask again after so many seconds, if it said so.
    case rateLimited(retryAfter: Int?)
    /// There was no answer, or none that can be read; asking later may help.
    case unavailable(String)

    /// What happened, in a sentence that may be shown and logged.
    package var description: String {
        switch self {
        case .refused(let reason): "The provider refused the question: \(reason)"
        case .rateLimited(let seconds?): "The provider asks to wait \(seconds) seconds."
        case .rateLimited(nil): "The provider asks to wait."
        case .unavailable(let reason): "The provider did not answer: \(reason)"
        }
    }
}

/// What a sending method conforms to whose provider can be asked afterwards.
package protocol AskableMethod: Sendable {
    /// What asks it, with the same key that sending uses.
    var lookup: any ProviderLookup { get }
}
