import Mail

/// What a provider says happened to one copy, in words that do not depend on the provider.
///
/// It comes by a webhook or as the answer to a question; see ``WebhookReader`` and ``ProviderLookup``.
package struct ProviderEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// The provider took the copy, or works on it.
        case accepted
        /// The receiving server took it.
        case delivered
        /// The receiving server asked to try again later, and the provider will.
        case deferred
        /// It failed at the receiving server.
        case bounced
        /// It was refused for policy, reputation or content, by the receiving side or by the provider.
        case blocked
        /// The provider did not even try, because of what it knows about the address.
        case dropped
        /// The recipient reported it as unwanted.
        case complained
        /// A pixel of the provider's was fetched.
        case opened
        /// A link was followed.
        case clicked
        /// The recipient unsubscribed.
        case unsubscribed
        /// Something that says nothing about a copy, or that this program does not know.
        case unknown
    }

    /// Who says so.
    package var provider: MailProvider
    /// What happened.
    package var kind: Kind
    /// The provider's own word for it, for example `spamreport`.
    package var word: String
    /// The provider's own id for the event; not every provider gives one, and none promises that it is never used again.
    package var eventID: String?
    /// The provider's id for the message, as its answer to the sending call gave it.
    package var messageID: String?
    /// The Message-ID header that the provider names, without angle brackets.
    package var internetMessageID: String?
    /// The copy's signed tag, as it was given along; see ``MailProvider/tagName``.
    package var tag: String?
    /// The address it is about.
    package var recipient: String?
    /// When it happened, in microseconds since 1970, and never later than it was heard.
    package var occurredAt: Int64
    /// When the provider says that it happened; nil where it does not say.
    private var statedAt: Int64?
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The enhanced status code (RFC 3463).
    package var status: String?
    /// The SMTP reply code, or the provider's own number in its place.
    package var code: Int?
    /// The words of the receiving server or of the provider; personal, since they often repeat the address.
    package var words: String?
    /// The id of the rule that decided the kind and the class, for example `mailgun/suppress-bounce`.
    package var rule: String
    /// The User-Agent of an open or a click.
    package var agent: String?
    /// Which machine the provider itself takes an open or a click for.
    package var machine: ReportedMachine?
    /// Which kind of program the provider takes an open or a click for.
    package var program: ReportedProgram?
    /// Where an open or a click came from: used to find whose network it is, and not kept.
    package var address: NetworkAddress?

    /// States an event; further fields are set one by one.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - provider: Who says so.
    ///   - word: The provider's own word for it.
    ///   - occurredAt: When it happened, in microseconds since 1970.
    package init(_ kind: Kind, provider: MailProvider, word: String, occurredAt: Int64) {
        self.kind = kind
        self.provider = provider
        self.word = word
        self.occurredAt = occurredAt
        statedAt = occurredAt
        rule = "\(provider.rawValue)/\(word)"
    }

    /// States an event as it was heard, with the time that the provider gives, if it gives one.
    package init(_ kind: Kind, provider: MailProvider, word: String, statedAt: Int64?, heardAt: Int64) {
        self.init(kind, provider: provider, word: word, occurredAt: min(statedAt ?? heardAt, heardAt))
        // The moment of hearing is another one for each repeat, so it must not make the event another one.
        self.statedAt = statedAt
    }
}

extension ProviderEvent {
    /// What makes a repeat of the same news recognisable: the same text however often and in whatever company it comes.
    ///
    /// The provider's own id alone will not do: Mailgun's is unique within a day only, and one may stand for several events.
    package var identity: String {
        [
            provider.rawValue, word, eventID ?? "", messageID ?? "", tag ?? "", recipient?.lowercased() ?? "",
            statedAt.map { String($0) } ?? "",
        ].map { "\($0.utf8.count):\($0)" }.joined()
    }

    /// What the ledger's facts are about the copy; empty where the event says nothing about its status.
    ///
    /// A complaint also says that the mail arrived. An open or a click is none of these facts: whether a hit says that a
    /// person read the mail is for ``HitRules`` to decide, where the copy may be tracked at all.
    ///
    /// - Parameters:
    ///   - authentication: How the event is tied to the copy.
    ///   - evidence: The position of what is kept of the event.
    /// - Returns: The facts, in the order in which they happened.
    package func facts(authentication: DeliveryReport.Authentication, evidence: Int64? = nil) -> [MailEvent] {
        var report = DeliveryReport(source: provider.rawValue, authentication: authentication)
        (report.status, report.code, report.text, report.rule) = (status, code, words, rule)
        report.evidence = evidence
        switch kind {
        case .accepted, .opened, .clicked, .unsubscribed, .unknown: return []
        case .delivered: return [.messageDelivered(report)]
        case .deferred: return [.messageDelayed(report)]
        case .complained:
            var arrived = report
            arrived.text = nil
            return [.messageDelivered(arrived), .messageComplained(report)]
        case .bounced, .blocked, .dropped:
            report.failureClass = failureClass ?? (kind == .blocked ? .blocked : .soft)
            return [.messageBounced(report)]
        }
    }
}
