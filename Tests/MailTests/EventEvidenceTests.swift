import Mail
import Testing

@Suite("Events as evidence")
struct EventEvidenceTests {
    typealias Kind = StatusEvidence.Kind

    static func report(_ failureClass: FailureClass? = nil, supersedes: Int64? = nil) -> DeliveryReport {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.failureClass = failureClass
        report.supersedes = supersedes
        return report
    }

    static func opened(saysRead: Bool, confidence: String = "high", supersedes: Int64? = nil) -> MailEvent {
        var opened = MessageOpened(
            hitClass: saysRead ? "person" : "prefetch",
            saysRead: saysRead,
            rule: "test",
            ruleSet: 1,
            confidence: confidence,
            agent: "Thunderbird"
        )
        opened.supersedes = supersedes
        return .messageOpened(opened)
    }

    static func queued(tracked: Bool, receipt: Bool) -> MessageQueued {
        var queued = MessageQueued(
            method: .smtp,
            subject: nil,
            from: nil,
            trackOpens: tracked,
            reference: "r",
            recipients: [:]
        )
        for (number, role) in [("1", RecipientRole.to), ("2", .cc), ("3", .archive)] {
            queued.recipients[number] = QueuedRecipient(
                role: role,
                address: nil,
                name: nil,
                messageID: number,
                content: number,
                contentHash: "00",
                size: 1,
                tracked: tracked && role != .archive
            )
        }
        queued.requestsReceipt = receipt
        return queued
    }

    @Test(
        arguments: [
            (.messageQueued(queued(tracked: false, receipt: false)), .queued),
            (.messageAttempted(MessageAttempted(method: .smtp)), .attempted),
            (.messageSent(SendReport(method: .smtp, stage: "finalDot")), .sent),
            (.messageDeferred(SendReport(method: .smtp, stage: "rcpt")), .deferred),
            (.messageUncertain(SendReport(method: .smtp, stage: "finalDot")), .uncertain),
            (.messageRejected(SendReport(method: .smtp, stage: "rcpt")), .hardFailure),
            (.messageCancelled(MessageCancelled(reason: "withdrawn")), .cancelled),
            (.messageExpired(MessageExpired(reason: "nothing came")), .expired),
            (.messageDelayed(report()), .delayed), (.messageRelayed(report()), .relayed),
            (.messageAnswered(report()), .answered), (.messageDelivered(report()), .delivered),
            (.messageBounced(report()), .hardFailure), (.messageBounced(report(.soft)), .softFailure),
            (.messageBounced(report(.blocked)), .blockedFailure), (.messageBounced(report(.complaint)), .complained),
            (.messageRead(report()), .confirmedRead), (.messageComplained(report()), .complained),
            (opened(saysRead: true), .opened), (opened(saysRead: true, confidence: "medium"), .opened),
            (opened(saysRead: true, confidence: "low"), .likelyRead), (opened(saysRead: false), nil),
            (.settingsChanged(SettingsChanged(setting: "a", old: nil, new: nil)), nil),
            (.trackingWithdrawn(TrackingWithdrawn(address: nil)), nil),
            (.recipientSuppressed(RecipientSuppressed(address: nil, reason: .hard)), nil),
        ] as [(MailEvent, Kind?)]
    )
    func `each event is evidence of one kind or of none`(event: MailEvent, kind: Kind?) {
        var evidence = StatusEvidence()
        evidence.add(event, at: 5, position: 6)
        #expect(Array(evidence.facts.keys) == [kind].compactMap { $0 })
        #expect(evidence.isEmpty == (kind == nil))
    }

    @Test func `every kind of evidence comes from some event`() {
        #expect(Set(Kind.allCases).count == 18)
    }

    @Test func `a verdict that replaces another one takes it out, even where it says nothing itself`() {
        var evidence = StatusEvidence()
        evidence.add(Self.opened(saysRead: false, supersedes: 3), at: 9, position: 9)
        #expect(!evidence.isEmpty)
        evidence.add(Self.opened(saysRead: true), at: 3, position: 3)
        evidence.add(.messageAnswered(Self.report(supersedes: 4)), at: 4, position: 10)
        evidence.add(.messageBounced(Self.report(.hard)), at: 4, position: 4)
        #expect(Set(evidence.facts.keys) == [.answered])
    }

    @Test func `what was asked for is kept with each copy`() {
        var sent = SendReport(method: .smtp, stage: "finalDot")
        sent.dsnRequested = true
        let all: [(Int, Set<EvidenceFact.Asked>)] = [
            (1, [.opening, .readReceipt, .deliveryReport]), (2, [.opening, .deliveryReport]), (3, [.deliveryReport]),
        ]
        for (number, asked) in all {
            var evidence = StatusEvidence()
            let queued = Self.queued(tracked: true, receipt: true)
            evidence.add(.messageQueued(queued), at: 1, position: 1, recipient: number)
            evidence.add(.messageSent(sent), at: 2, position: 2, recipient: number)
            evidence.add(.messageExpired(MessageExpired(reason: "25 days")), at: 3, position: 3, recipient: number)
            #expect(Set(ExplainedStatus(evidence).reason.asked) == asked)
        }
        var evidence = StatusEvidence()
        evidence.add(.messageSent(SendReport(method: .mailgun, stage: "api")), at: 1, position: 1)
        #expect(evidence.facts[.sent]?.asked == [.providerReport])
    }

    @Test func `a report that anybody could have made up is called so`() {
        var evidence = StatusEvidence()
        evidence.add(
            .messageBounced(DeliveryReport(source: "dsn", authentication: .id)),
            at: 1,
            position: 1
        )
        let reason = ExplainedStatus(evidence).reason
        #expect(reason.isUnproved)
        #expect(reason.text(in: .english).contains("anybody could have made it up"))
    }
}
