import Foundation
import Mail
import Testing

@Suite("Statuses in words")
struct StatusWordsTests {
    private static func fact(_ change: (inout EvidenceFact) -> Void) -> EvidenceFact {
        var fact = EvidenceFact(at: 1, position: 1)
        change(&fact)
        return fact
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let failureClass: FailureClass
        var stage: String?
        var code: Int?
        var status: String?
        var words: String?
        let expected: StatusReason.Code
        let step: NextStep

        var testDescription: String { "\(expected): \(status ?? "-") \(words ?? "")" }

        init(
            _ failureClass: FailureClass,
            _ expected: StatusReason.Code,
            _ step: NextStep,
            stage: String? = nil,
            code: Int? = nil,
            status: String? = nil,
            _ words: String? = nil
        ) {
            self.failureClass = failureClass
            self.expected = expected
            self.step = step
            self.stage = stage
            self.code = code
            self.status = status
            self.words = words
        }
    }

    static let failures: [Failure] = [
        Failure(.hard, .addressUnknown, .fixAddress, code: 550, status: "5.1.1", "550 5.1.1 no such user"),
        Failure(.hard, .addressUnknown, .fixAddress, "User unknown in virtual mailbox table"),
        Failure(.hard, .addressRefused, .fixAddress, stage: "rcpt", code: 550, "550 No"),
        Failure(.hard, .domainUnknown, .fixAddress, status: "5.1.2", "Host or domain name not found"),
        Failure(.hard, .domainUnknown, .fixAddress, status: "5.1.10", "does not accept mail (nullMX)"),
        Failure(.hard, .mailboxClosed, .askNewAddress, status: "5.2.1", "The account has been disabled"),
        Failure(.soft, .mailboxFull, .askForRoom, code: 552, status: "5.2.2", "mailbox full"),
        Failure(.hard, .mailboxFull, .askForRoom, "Quota exceeded for inbox is full"),
        Failure(.soft, .mailboxFull, .askForRoom, code: 552, "552 later"),
        Failure(.soft, .tooLarge, .smallerAttachment, status: "5.3.4", "Message size exceeds fixed limit"),
        Failure(
            .soft,
            .tooLarge,
            .smallerAttachment,
            stage: "check",
            "the mail has 9 bytes, and the method takes 8"
        ),
        Failure(.blocked, .signInRefused, .signInAgain, stage: "auth", code: 535, "535 5.7.8 bad credentials"),
        Failure(.blocked, .signInRefused, .signInAgain, stage: "mail", code: 530, "530 Authentication required"),
        Failure(.blocked, .signInRefused, .signInAgain, status: "5.7.139", "basic authentication is disabled"),
        Failure(.blocked, .notAuthenticated, .publishDMARC, status: "5.7.26", "This mail is unauthenticated"),
        Failure(.blocked, .notAuthenticated, .publishDMARC, status: "5.7.1", "rejected by the DMARC policy"),
        Failure(.blocked, .notAuthenticated, .publishDMARC, status: "5.7.23", "SPF validation error"),
        Failure(.blocked, .senderRefused, .useOwnSender, status: "5.7.60", "SendAsDenied"),
        Failure(.blocked, .senderRefused, .useOwnSender, stage: "mail", code: 550, "550 not yours"),
        Failure(.blocked, .badReputation, .askForDelisting, status: "5.7.1", "blocked using zen.spamhaus.org"),
        Failure(.blocked, .badReputation, .askForDelisting, status: "5.7.25", "no PTR"),
        Failure(.blocked, .contentRefused, .changeContent, status: "5.7.1", "rejected as spam"),
        Failure(.blocked, .contentRefused, .changeContent, status: "5.6.0", "no"),
        Failure(.blocked, .tooMany, .sendSlower, "you have exceeded the hourly limit"),
        Failure(.blocked, .suppressed, .releaseAddress, "Not delivering to previously bounced address"),
        Failure(.blocked, .refused, .contactAdministrator, status: "5.7.1", "550 5.7.1 the sandbox plays a refusal"),
        Failure(.soft, .unreachable, .sendLater, status: "4.4.7", "delivery time expired"),
        Failure(.soft, .gaveUp, .sendLater, status: "4.7.1", "451 4.7.1 try again later"),
        Failure(.soft, .ownServerUnreachable, .checkOwnServer, stage: "connect", "connection refused"),
        Failure(.blocked, .ownServerUnreachable, .checkOwnServer, stage: "tls", "certificate refused"),
        Failure(.soft, .methodMissing, .setMethodUp, stage: "setup", "method smtp is not set up"),
        Failure(.soft, .mailMissing, .queueAgain, stage: "read", "the frozen mail is damaged"),
        // An address is no word of the server's.
        Failure(.hard, .addressUnknown, .fixAddress, status: "5.1.1", "<spam.filter@example.com>: no such user"),
    ]

    @Test(arguments: failures)
    func `a failure's class, status and words say what it was about, and so what to do`(failure: Failure) {
        let fact = Self.fact { fact in
            (fact.stage, fact.code, fact.status) = (failure.stage, failure.code, failure.status)
            (fact.words, fact.voice) = (failure.words, .server)
        }
        let code = FailureCause.code(of: fact, failureClass: failure.failureClass)
        #expect(code == failure.expected)
        #expect(NextStep(for: code) == failure.step)
    }

    @Test func `every failure without more is explained by its class`() {
        let bare = Self.fact { _ in }
        #expect(
            FailureClass.allCases.map { FailureCause.code(of: bare, failureClass: $0) }
                == [.addressRefused, .gaveUp, .refused, .complained]
        )
    }

    @Test func `every failed and every unknown status has a next step, and no other`() {
        for row in StatusTruthTableTests.table {
            let reason = StatusTruthTableTests.status([(row.kind, 1)]).reason
            #expect((reason.nextStep != nil) == [.failed, .unknown].contains(row.status), "\(row.kind)")
        }
    }

    @Test(arguments: StatusLanguage.allCases)
    func `every code, step and status has words of its own in each language`(language: StatusLanguage) {
        let sentences = StatusReason.Code.allCases.map { StatusReason($0).text(in: language) }
        let steps = NextStep.allCases.map { $0.text(in: language) }
        #expect(Set(sentences).count == sentences.count)
        #expect(Set(steps).count == steps.count)
        #expect((sentences + steps).allSatisfy { $0.hasSuffix(".") && $0.count > 10 })
        #expect(Set(DeliveryStatus.allCases.map { $0.word(in: language) }).count == 5)
        if language != .english {
            let english = StatusReason.Code.allCases.map { StatusReason($0).text(in: .english) }
            #expect(Set(english).isDisjoint(with: sentences))
        }
    }

    @Test(arguments: StatusLanguage.allCases, EvidenceFact.Voice.allCases)
    func `words of others are quoted as they came, in every language`(
        language: StatusLanguage,
        voice: EvidenceFact.Voice
    ) {
        let words = "552-5.2.2 Het postvak\n552 5.2.2 is vol – “quota”"
        let text = StatusReason(.mailboxFull, words: words, voice: voice).text(in: language)
        #expect(text.contains(words))
        var conflict = StatusReason(.opened)
        conflict.contradictions = [StatusReason.Contradiction(claim: .failure, words: words, voice: voice)]
        #expect(conflict.text(in: language).contains(words))
        #expect(conflict.text(in: language) != StatusReason(.opened).text(in: language))
    }

    @Test func `bounced, yet opened, is said so`() {
        var evidence = StatusEvidence()
        var bounce = DeliveryReport(source: "dsn", authentication: .signed)
        (bounce.failureClass, bounce.status, bounce.text) = (.hard, "5.1.1", "550 5.1.1 no such user")
        evidence.add(.messageBounced(bounce), at: 1, position: 7)
        evidence.add(EventEvidenceTests.opened(saysRead: true), at: 2, position: 8)
        let status = ExplainedStatus(evidence)
        #expect(status.because == [7, 8])
        #expect(
            status.reason.text(in: .english)
                == "Opened by a person. Yet a failure was reported. The report says: “550 5.1.1 no such user”"
        )
        #expect(
            status.reason.text(in: .dutch)
                == "Door een mens geopend. Toch is een mislukking gemeld. Het bericht zegt: “550 5.1.1 no such user”"
        )
    }

    @Test func `unknown after waiting says what was asked and what did not come`() {
        var reason = StatusReason(.expired)
        reason.asked = [.deliveryReport, .readReceipt]
        #expect(
            reason.text(in: .english)
                == "Nothing more was heard within the waiting time. Asked for, and not come: a delivery report, a read receipt."
        )
        reason.asked = []
        #expect(reason.text(in: .english).contains("nothing that could be asked for"))
    }

    @Test(
        arguments: [
            ("nl", .dutch), ("nl-BE", .dutch), ("NL_be", .dutch), ("fr-CA", .french), ("es", .spanish),
            ("en-GB", .english),
            ("de", nil), ("", nil), ("nld", nil),
        ] as [(String, StatusLanguage?)]
    )
    func `a language is known by the first part of its tag`(tag: String, language: StatusLanguage?) {
        #expect(StatusLanguage(tag: tag) == language)
    }
}
