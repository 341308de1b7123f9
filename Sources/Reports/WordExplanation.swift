import MIME

extension ReportExplainer {
    /// Explains a report in plain words; false where no mail system names a failing recipient.
    mutating func explainWords() -> Bool {
        guard isWordedReport else { return false }
        var named = NamedRecipients(words: content.words, sentTo: headers.sentTo).find()
        if named.isEmpty, headers.sentTo != headers.to {
            // Some write the failing recipient into X-Original-To.
            named = NamedRecipients(words: content.words, sentTo: headers.to).find()
        }
        if !headers.failedRecipients.isEmpty {
            let finder = NamedRecipients(words: content.words, sentTo: [])
            let words = finder.words(about: headers.failedRecipients)
            let found = named
            named = headers.failedRecipients.enumerated().map { index, address in
                let match = words.first { $0.address.lowercased() == address.lowercased() }
                let beside = found.count == headers.failedRecipients.count ? found[index].words : ""
                return match ?? NamedRecipient(address: address, words: beside)
            }
        }
        guard !named.isEmpty else { return false }
        explain(named)
        return true
    }

    /// Explains a report that names no recipient by the mail that it returns; false where that was for more than one.
    mutating func explainReturnedMail() -> Bool {
        guard isWordedReport else { return false }
        let returned = returnedRecipients()
        guard returned.count == 1 else { return false }
        explain([NamedRecipient(address: returned[0], words: "")])
        return true
    }

    private mutating func explain(_ named: [NamedRecipient]) {
        let only = named.count == 1
        let action: ReportAction = isWarning ? .delayed : .failed
        explanation.kind = isWarning ? .delay : .bounce
        let words = content.words
        explanation.recipients = named.map { named in
            // With one recipient, all of the report is about it.
            let isBare = SearchText(named.words).shown.count <= named.address.utf8.count + 4
            let said = only && isBare ? words : named.words
            return recipient(named.address, action: action, words: said, isOnly: only)
        }
    }

    /// Whether a mail system says that a mail was not delivered.
    private var isWordedReport: Bool {
        guard headers.failedRecipients.isEmpty else { return true }
        guard !AutomaticReply.isAwaySubject(headers.subject) else { return false }
        let says = whole.holds(Self.failures)
        guard says || headers.subjectSaysFailure else { return false }
        let hasStatus = EnhancedStatus(firstIn: whole.folded) != nil
        let hasAnswer = hasStatus || firstReplyCode(in: whole.folded) != nil
        guard headers.isFromMailSystem else {
            // Persons write of bounces too, and quote them; they seldom return a mail with a server's answer.
            let isMachine = hasAnswer || headers.isFromNobody && content.returnedBytes != nil
            return says && headers.subjectSaysFailure && isMachine && !content.returned.isEmpty && !headers.isAnswer
        }
        if headers.autoSubmitted?.hasPrefix("auto-replied") == true {
            // A program that answers for a mailbox says so too; then only a server's own answer tells a bounce.
            return headers.from.contains("mailer-daemon") || hasAnswer && (headers.isFromDaemon || hasStatus)
        }
        return headers.isFromDaemon || hasAnswer || says && (headers.subjectSaysFailure || !content.returned.isEmpty)
    }

    /// Whether the report says that delivery goes on being tried.
    private var isWarning: Bool {
        let says = whole.holds(Self.warnings)
        let ends = whole.holds(Self.endings)
        return (says || headers.subjectSaysDelay) && !ends
    }

    private static let failures: [WordPattern] = [
        "not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "could not be sent",
        "couldn't be sent", "unable to deliver", "unable to send", "was not delivered", "were not delivered",
        "not been delivered", "undeliver", "delivery failed", "delivery failure", "delivery has failed",
        "delivery to the following", "delevery to the following", "failed permanently", "failed address",
        "did not reach", "not reach the following", "had delivery problems", "fatal error", "permanent error",
        "delivery error", "returned to sender", "has been delayed", "is delayed", "could not deliver",
        "couldn't deliver", "can not deliver", "cannot deliver", "failed to deliver", "failed to send",
        "wasn't able to deliver", "not able to deliver", "able to be delivered", "following address* failed",
        "rejected recipient", "was rejected", "been rejected", "did not receive",
        "trouble delivering", "problem delivering", "error occurred while", "error has occurred", "error while",
        "non-delivered", "non-deliverable", "nondeliverable", "returning the", "was not sent", "could not send",
        "failure notice", "account is disabled", "transcript of", "user unknown", "unknown user", "no such user",
        "may not exist, or you may not", "error message below", "not accept",
        "送信できません", "配信できません", "配送できません", "届けることができません", "配信不能", "送信に失敗", "エラー", "nicht zugestellt",
        "nicht ausgeliefert", "konnte nicht", "niet worden", "niet bezorgd", "niet afgeleverd", "n'a pas pu",
        "n'a pas été", "pas été remis", "no se pudo", "no se ha podido", "no pudo ser", "non è stato", "impossibile",
        "não pôde", "não foi possível", "не доставлен", "не удалось", "无法", "退信",
    ]

    private static let warnings: [WordPattern] = [
        "has been delayed", "is delayed for", "was delayed", "delayed for more than", "not yet been delivered",
        "not been delivered * after more than", "still undelivered", "still in the queue",
        "will continue to be attempted", "attempts will continue", "will continue trying", "will keep trying",
        "will be retried", "will retry", "warning message only", "this is a warning", "do not need to resend",
        "do not need to re-send",
        "only a temporary failure", "temporary failure report", "no action is required", "will try again",
        "message is delayed", "delivery will be attempted",
    ]

    private static let endings: [WordPattern] = [
        "given up", "giving up", "failed permanently", "permanent error", "permanent fatal", "permanent failure",
        "will not be retried", "won't be retried", "no further attempts", "will not continue",
    ]

    /// Explains an answer that no person wrote just now.
    mutating func explainAutomaticReply() -> Bool {
        guard let reply = AutomaticReply(headers, words: content.words) else { return false }
        explanation.kind = .autoReply
        explanation.recipients = [
            ReportedRecipient(
                address: addresses(in: headers.from).first ?? "",
                action: nil,
                status: nil,
                replyCode: nil,
                reportClass: .autoReply,
                rule: reply.rule,
                quote: reply.quote,
                originalRecipient: nil,
                diagnostic: nil
            )
        ]
        return true
    }
}
