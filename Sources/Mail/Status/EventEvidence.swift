extension StatusEvidence {
    /// Adds what an event says about a recipient that it is about.
    ///
    /// An event that says nothing about a recipient's status changes nothing.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - at: When it happened, in microseconds since 1970.
    ///   - position: Where it stands in the ledger.
    ///   - recipient: The recipient's number; nil where the event means all alike.
    package mutating func add(_ event: MailEvent, at: Int64, position: Int64, recipient: Int? = nil) {
        let fact = EvidenceFact(at: at, position: position)
        switch event {
        case .organizationCreated, .settingsChanged, .customerRegistered, .documentRegistered, .reportReceived,
            .recipientSuppressed, .recipientReleased, .trackingWithdrawn, .senderVerified, .domainChecked,
            .feedChanged, .batchSubmitted, .batchItemRefused, .batchCancelled, .subjectErased,
            .subjectHeld, .subjectUnheld, .subjectReadmitted, .detailsExpired, .ledgerRestored:
            break
        case .messageQueued(let queued): add(.queued, fact.asking(queued, recipient: recipient))
        case .messageAttempted: add(.attempted, fact)
        case .messageSent(let report): add(.sent, fact.saying(report))
        case .messageDeferred(let report): add(.deferred, fact.saying(report))
        case .messageUncertain(let report): add(.uncertain, fact.saying(report))
        case .messageRejected(let report): add(.failure(report.failureClass ?? .hard), fact.saying(report))
        case .messageCancelled(let cancelled): add(.cancelled, fact.noting(cancelled.reason))
        case .messageExpired(let expired): add(.expired, fact.noting(expired.reason))
        case .messageDelayed(let report): add(.delayed, fact, report)
        case .messageRelayed(let report): add(.relayed, fact, report)
        case .messageDelivered(let report): add(.delivered, fact, report)
        case .messageBounced(let report): add(.failure(report.failureClass ?? .hard), fact, report)
        case .messageRead(let report): add(.confirmedRead, fact, report)
        case .messageAnswered(let report): add(.answered, fact, report)
        case .messageComplained(let report): add(.complained, fact, report)
        case .messageOpened(let opened):
            if let earlier = opened.supersedes { supersede(earlier) }
            if opened.saysRead { add(opened.confidence == "low" ? .likelyRead : .opened, fact) }
        }
    }

    private mutating func add(_ kind: Kind, _ fact: EvidenceFact, _ report: DeliveryReport) {
        if let earlier = report.supersedes { supersede(earlier) }
        add(kind, fact.saying(report))
    }
}

extension StatusEvidence.Kind {
    /// The kind of evidence that a failure of this class is.
    package static func failure(_ failureClass: FailureClass) -> Self {
        switch failureClass {
        case .hard: .hardFailure
        case .soft: .softFailure
        case .blocked: .blockedFailure
        case .complaint: .complained
        }
    }
}

extension EvidenceFact {
    fileprivate func saying(_ report: SendReport) -> Self {
        var fact = self
        fact.words = report.words
        fact.voice = report.text != nil ? .server : report.failure != nil ? .own : nil
        (fact.stage, fact.code, fact.status) = (report.stage, report.code, report.status)
        if report.dsnRequested == true { fact.asked.insert(.deliveryReport) }
        if report.method.reportsByItself { fact.asked.insert(.providerReport) }
        return fact
    }

    fileprivate func saying(_ report: DeliveryReport) -> Self {
        var fact = self
        fact.words = report.text
        fact.voice = report.text == nil ? nil : .report
        (fact.code, fact.status) = (report.code, report.status)
        fact.isUnproved = report.authentication == .id
        return fact
    }

    fileprivate func noting(_ words: String) -> Self {
        var fact = self
        (fact.words, fact.voice) = (words, .own)
        return fact
    }

    fileprivate func asking(_ queued: MessageQueued, recipient: Int?) -> Self {
        var fact = self
        let copy = recipient.flatMap { queued.recipients[String($0)] }
        if copy?.tracked ?? queued.trackOpens { fact.asked.insert(.opening) }
        if queued.requestsReceipt == true, copy.map({ $0.role == .to }) ?? true { fact.asked.insert(.readReceipt) }
        return fact
    }
}

extension MethodKind {
    /// Whether a provider of this kind tells by itself what became of a mail.
    fileprivate var reportsByItself: Bool {
        switch self {
        case .mailjet, .sendgrid, .mailgun: true
        case .sandbox, .smtp, .relay, .ownDomain, .gmail, .microsoft365: false
        }
    }
}
