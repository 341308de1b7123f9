import Mail
import Testing

@Suite("The truth table of the status")
struct StatusTruthTableTests {
    typealias Kind = StatusEvidence.Kind

    /// The table of the documentation, lightest first: what each kind says where no weightier one is there.
    private static let table: [(kind: Kind, status: DeliveryStatus, failureClass: FailureClass?)] = [
        (.queued, .inTransit, nil),
        (.attempted, .inTransit, nil),
        (.deferred, .inTransit, nil),
        (.uncertain, .unknown, nil),
        (.sent, .inTransit, nil),
        (.relayed, .inTransit, nil),
        (.expired, .unknown, nil),
        (.cancelled, .failed, nil),
        (.delivered, .delivered, nil),
        (.likelyRead, .read, nil),
        (.softFailure, .failed, .soft),
        (.blockedFailure, .failed, .blocked),
        (.hardFailure, .failed, .hard),
        (.read, .read, nil),
        (.complained, .failed, .complaint),
    ]

    /// Pairs that cannot both be true: the weightier one first.
    private static let conflicts: [(Kind, Kind)] = [
        (.softFailure, .delivered), (.blockedFailure, .delivered), (.hardFailure, .delivered),
        (.softFailure, .likelyRead), (.blockedFailure, .likelyRead), (.hardFailure, .likelyRead),
        (.read, .softFailure), (.read, .blockedFailure), (.read, .hardFailure),
        (.complained, .softFailure), (.complained, .blockedFailure), (.complained, .hardFailure),
    ]

    private static func status(_ facts: [(Kind, Int64)]) -> ExplainedStatus {
        var evidence = StatusEvidence()
        for (kind, position) in facts {
            evidence.add(kind, StatusEvidence.Fact(at: position * 10, position: position))
        }
        return ExplainedStatus(evidence)
    }

    @Test func `the table names every kind`() {
        #expect(Self.table.map(\.kind) == Kind.allCases)
    }

    @Test func `without evidence nothing is known`() {
        let status = ExplainedStatus(StatusEvidence())
        #expect(status.status == .unknown)
        #expect(status.because == [])
        #expect(status.since == nil)
    }

    @Test(arguments: table.indices, table.indices)
    func `of two kinds the weightier decides, in either order and however often`(first: Int, second: Int) {
        let (left, right) = (Self.table[first], Self.table[second])
        let decisive = first >= second ? left : right
        let lighter = first >= second ? right : left
        let facts: [(Kind, Int64)] = [(left.kind, 1), (right.kind, 2)]
        for order in [facts, facts.reversed(), facts + facts, facts + facts.reversed()] {
            let status = Self.status(order)
            #expect(status.status == decisive.status)
            #expect(status.failureClass == decisive.failureClass)
            let position: Int64 = left.kind == right.kind ? 1 : (decisive.kind == left.kind ? 1 : 2)
            #expect(status.since == position * 10)
            let isConflict = Self.conflicts.contains { $0 == decisive.kind && $1 == lighter.kind }
            #expect(status.because == (isConflict ? [1, 2] : [position]))
            #expect(status.reason.contains("contradicts") == isConflict)
        }
    }

    @Test(arguments: 0..<50)
    func `any number of kinds, shuffled, with duplicates and in parts, gives one answer`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let facts: [(Kind, Int64)] = (0..<12).map { position in
            (Kind.allCases.randomElement(using: &random) ?? .queued, Int64(position))
        }
        let expected = Self.status(facts)
        for _ in 0..<10 {
            let again = facts.filter { _ in Bool.random(using: &random) }
            let shuffled = (facts + again).shuffled(using: &random)
            #expect(Self.status(shuffled) == expected)
            var parts = (StatusEvidence(), StatusEvidence())
            for (kind, position) in shuffled {
                let fact = StatusEvidence.Fact(at: position * 10, position: position)
                if Bool.random(using: &random) { parts.0.add(kind, fact) } else { parts.1.add(kind, fact) }
            }
            parts.0.merge(parts.1)
            #expect(ExplainedStatus(parts.0) == expected)
        }
    }

    private static func failure(_ failureClass: FailureClass?) -> DeliveryReport {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.failureClass = failureClass
        return report
    }

    private static func opened(saysRead: Bool, confidence: String = "high") -> MailEvent {
        .messageOpened(
            MessageOpened(
                hitClass: saysRead ? "person" : "prefetch",
                saysRead: saysRead,
                rule: "test",
                ruleSet: 1,
                confidence: confidence,
                agent: "Thunderbird"
            )
        )
    }

    @Test(
        arguments: [
            (.messageAttempted(MessageAttempted(method: .smtp)), .attempted),
            (.messageSent(SendReport(method: .smtp, stage: "finalDot")), .sent),
            (.messageDeferred(SendReport(method: .smtp, stage: "rcpt")), .deferred),
            (.messageUncertain(SendReport(method: .smtp, stage: "finalDot")), .uncertain),
            (.messageRejected(SendReport(method: .smtp, stage: "rcpt")), .hardFailure),
            (.messageCancelled(MessageCancelled(reason: "withdrawn")), .cancelled),
            (.messageExpired(MessageExpired(reason: "nothing came")), .expired),
            (.messageDelivered(failure(nil)), .delivered),
            (.messageBounced(failure(nil)), .hardFailure), (.messageBounced(failure(.soft)), .softFailure),
            (.messageBounced(failure(.blocked)), .blockedFailure), (.messageBounced(failure(.complaint)), .complained),
            (.messageRead(failure(nil)), .read), (.messageComplained(failure(nil)), .complained),
            (opened(saysRead: true), .read), (opened(saysRead: true, confidence: "low"), .likelyRead),
            (opened(saysRead: false), nil),
            (.settingsChanged(SettingsChanged(setting: "a", old: nil, new: nil)), nil),
        ] as [(MailEvent, Kind?)]
    )
    func `each event is evidence of one kind or of none`(event: MailEvent, kind: Kind?) {
        var evidence = StatusEvidence()
        evidence.add(event, at: 5, position: 6)
        #expect(Array(evidence.facts.keys) == [kind].compactMap { $0 })
    }

    @Test(
        arguments: [
            ([.delivered], .delivered, nil), ([.delivered, .delivered], .delivered, "Of 2 recipients: 2 delivered."),
            ([.delivered, .sent], .inTransit, "Of 2 recipients: 1 in transit, 1 delivered."),
            ([.read, .sent], .read, "Of 2 recipients: 1 read, 1 in transit."),
            ([.read, .delivered, .hardFailure], .failed, "Of 3 recipients: 1 failed, 1 read, 1 delivered."),
            ([.expired, .delivered], .unknown, "Of 2 recipients: 1 unknown, 1 delivered."), ([], .unknown, nil),
        ] as [([Kind], DeliveryStatus, String?)]
    )
    func `a message rolls its recipients up and hides none`(kinds: [Kind], status: DeliveryStatus, reason: String?) {
        let recipients = kinds.map { (role: RecipientRole.to, status: Self.status([($0, 1)])) }
        let archive = (role: RecipientRole.archive, status: Self.status([(.hardFailure, 1)]))
        #expect(MessageStatus(recipients).status == status)
        if let reason { #expect(MessageStatus(recipients).reason == reason) }
        if !kinds.isEmpty { #expect(MessageStatus(recipients + [archive]) == MessageStatus(recipients)) }
    }
}
