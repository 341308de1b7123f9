import Mail
import SeededNumbers
import Testing

@Suite("The truth table of the status")
struct StatusTruthTableTests {
    typealias Kind = StatusEvidence.Kind

    /// The table of the documentation, lightest first: what each kind says where no weightier one is there.
    static let table: [(kind: Kind, status: DeliveryStatus, failureClass: FailureClass?)] = [
        (.queued, .inTransit, nil),
        (.attempted, .inTransit, nil),
        (.deferred, .inTransit, nil),
        (.cancelled, .failed, nil),
        (.uncertain, .unknown, nil),
        (.sent, .inTransit, nil),
        (.delayed, .inTransit, nil),
        (.relayed, .inTransit, nil),
        (.answered, .inTransit, nil),
        (.expired, .unknown, nil),
        (.delivered, .delivered, nil),
        (.likelyRead, .read, nil),
        (.softFailure, .failed, .soft),
        (.blockedFailure, .failed, .blocked),
        (.hardFailure, .failed, .hard),
        (.opened, .read, nil),
        (.confirmedRead, .read, nil),
        (.complained, .failed, .complaint),
    ]

    /// Kinds that cannot be true together with lighter ones.
    static let conflicts: [Kind: [Kind]] = [
        .sent: [.cancelled], .delayed: [.cancelled], .relayed: [.cancelled], .answered: [.cancelled],
        .delivered: [.cancelled], .likelyRead: [.cancelled],
        .softFailure: [.cancelled, .delivered, .likelyRead], .blockedFailure: [.cancelled, .delivered, .likelyRead],
        .hardFailure: [.cancelled, .delivered, .likelyRead],
        .opened: [.cancelled, .softFailure, .blockedFailure, .hardFailure],
        .confirmedRead: [.cancelled, .softFailure, .blockedFailure, .hardFailure],
        .complained: [.cancelled, .softFailure, .blockedFailure, .hardFailure],
    ]

    static func status(_ facts: [(Kind, Int64)]) -> ExplainedStatus {
        var evidence = StatusEvidence()
        for (kind, position) in facts { evidence.add(kind, EvidenceFact(at: position * 10, position: position)) }
        return ExplainedStatus(evidence)
    }

    @Test func `the table names every kind`() {
        #expect(Self.table.map(\.kind) == Kind.allCases)
        for kind in Kind.allCases { #expect(kind.contradicted == Self.conflicts[kind] ?? []) }
    }

    @Test func `without evidence nothing is known`() {
        let status = ExplainedStatus(StatusEvidence())
        #expect(status.status == .unknown)
        #expect(status.reason.code == .nothingKnown)
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
            let isConflict = first != second && (Self.conflicts[decisive.kind] ?? []).contains(lighter.kind)
            #expect(status.because == (isConflict ? [1, 2] : [position]))
            #expect(status.reason.contradictions.count == (isConflict ? 1 : 0))
        }
    }

    @Test(arguments: 0..<60)
    func `any number of kinds, shuffled, with duplicates and in parts, gives one answer`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let facts: [(Kind, Int64)] = (0..<60).map { position in
            (Kind.allCases.randomElement(using: &random) ?? .queued, Int64(position))
        }
        let replaced = (0..<8).map { _ in Int64.random(in: 0..<60, using: &random) }
        func evidence(_ facts: [(Kind, Int64)]) -> StatusEvidence {
            var parts = [StatusEvidence(), StatusEvidence(), StatusEvidence()]
            for (kind, position) in facts {
                let part = Int.random(in: 0..<3, using: &random)
                var fact = EvidenceFact(at: position / 2, position: position)
                fact.isUnproved = position % 3 == 0
                parts[part].add(kind, fact)
            }
            for position in replaced.shuffled(using: &random) {
                parts[Int.random(in: 0..<3, using: &random)].supersede(position)
            }
            return parts.shuffled(using: &random).reduce(into: StatusEvidence()) { $0.merge($1) }
        }
        let expected = evidence(facts)
        for _ in 0..<10 {
            let again = facts.filter { _ in Bool.random(using: &random) }
            let found = evidence((facts + again).shuffled(using: &random))
            #expect(found == expected)
            #expect(ExplainedStatus(found) == ExplainedStatus(expected))
        }
        var twice = expected
        twice.merge(expected)
        #expect(twice == expected)
        for facts in expected.kept.values {
            #expect(facts.count { $0.isUnproved } <= StatusEvidence.limit)
            #expect(facts.count { !$0.isUnproved } <= StatusEvidence.limit)
        }
    }

    /// Evidence of a delivery and then of a failure.
    static func status(
        _ failure: Kind,
        isProved: Bool,
        afterDeliveryThatIsProved isDeliveryProved: Bool
    ) -> ExplainedStatus {
        var evidence = StatusEvidence()
        var (delivered, failed) = (EvidenceFact(at: 1, position: 1), EvidenceFact(at: 2, position: 2))
        delivered.isUnproved = !isDeliveryProved
        failed.isUnproved = !isProved
        evidence.add(failure, failed)
        evidence.add(.delivered, delivered)
        return ExplainedStatus(evidence)
    }

    @Test(arguments: [Kind.softFailure, .blockedFailure, .hardFailure])
    func `a failure that anybody could make up decides nothing beside a proved delivery, and is shown`(failure: Kind) {
        let status = Self.status(failure, isProved: false, afterDeliveryThatIsProved: true)
        #expect(status.status == .delivered)
        #expect(status.because == [1, 2])
        #expect(status.reason.contradictions.map(\.claim) == [.failure])
        #expect(Self.status(failure, isProved: true, afterDeliveryThatIsProved: true).status == .failed)
        #expect(Self.status(failure, isProved: false, afterDeliveryThatIsProved: false).status == .failed)
    }

    @Test func `made-up reports, however many and early, never crowd out one that is proved`() {
        var evidence = StatusEvidence()
        evidence.add(.delivered, EvidenceFact(at: 50, position: 50))
        evidence.add(.hardFailure, EvidenceFact(at: 99, position: 99))
        for position in 1...40 {
            var fact = EvidenceFact(at: 1, position: Int64(position))
            fact.isUnproved = true
            evidence.add(.hardFailure, fact)
        }
        #expect(ExplainedStatus(evidence).status == .failed)
        #expect(ExplainedStatus(evidence).because == [50, 99])
    }

    @Test(arguments: table.indices, table.indices)
    func `a superseded verdict counts no more, whichever comes first`(first: Int, second: Int) {
        let (wrong, right) = (Self.table[first].kind, Self.table[second].kind)
        let expected = Self.status([(right, 2)])
        for supersedesFirst in [true, false] {
            var evidence = StatusEvidence()
            if supersedesFirst { evidence.supersede(1) }
            evidence.add(right, EvidenceFact(at: 20, position: 2))
            evidence.add(wrong, EvidenceFact(at: 10, position: 1))
            if !supersedesFirst { evidence.supersede(1) }
            #expect(ExplainedStatus(evidence) == expected)
        }
    }

    @Test func `what a superseded verdict hid comes forth again`() {
        var evidence = StatusEvidence()
        evidence.add(.hardFailure, EvidenceFact(at: 1, position: 1))
        evidence.add(.hardFailure, EvidenceFact(at: 2, position: 2))
        evidence.supersede(1)
        #expect(ExplainedStatus(evidence).because == [2])
        evidence.supersede(2)
        #expect(ExplainedStatus(evidence).status == .unknown)
        #expect(!evidence.isEmpty)
    }

    @Test(
        arguments: [
            ([.delivered], .delivered, nil), ([.delivered, .delivered], .delivered, "Of 2 recipients: 2 delivered."),
            ([.delivered, .sent], .inTransit, "Of 2 recipients: 1 in transit, 1 delivered."),
            ([.opened, .sent], .read, "Of 2 recipients: 1 read, 1 in transit."),
            ([.opened, .delivered, .hardFailure], .failed, "Of 3 recipients: 1 failed, 1 read, 1 delivered."),
            ([.expired, .delivered], .unknown, "Of 2 recipients: 1 unknown, 1 delivered."), ([], .unknown, nil),
        ] as [([Kind], DeliveryStatus, String?)]
    )
    func `a message rolls its recipients up and hides none`(kinds: [Kind], status: DeliveryStatus, reason: String?) {
        let recipients = kinds.map { (role: RecipientRole.to, status: Self.status([($0, 1)])) }
        let archive = (role: RecipientRole.archive, status: Self.status([(.hardFailure, 1)]))
        #expect(MessageStatus(recipients).status == status)
        if let reason { #expect(MessageStatus(recipients).reason.text(in: .english) == reason) }
        if !kinds.isEmpty { #expect(MessageStatus(recipients + [archive]) == MessageStatus(recipients)) }
    }
}
