import Ledger
import Mail
import MailLedger

/// One fact of every kind, each personal field marked by words of its own.
enum SampleFacts {
    static let document = OpaqueID.random()
    static let message = OpaqueID.random()

    /// Words that stand in personal fields only.
    static let personal = [
        "secret-setting", "inv-77", "Number-77", "Subject words", "office@example.nl", "bounce@example.nl",
        "person@example.com", "Sample Person", "invoice.pdf", "feedface", "Server words", "Failure words",
        "Report words",
    ]

    /// Every kind of fact, one after the other; a new kind does not compile until it has a sample.
    static var events: [MailEvent] {
        Array(
            sequence(state: MailEvent?.none) { last in
                last = successor(of: last)
                return last
            }
        )
    }

    static func fact(_ event: MailEvent) -> MailFact {
        let isAboutCopy = if case .messageQueued = event { false } else { event.type.rawValue.hasPrefix("message.") }
        return MailFact(
            event,
            document: event.type.rawValue.hasPrefix("message.") || event.type == .documentRegistered ? document : nil,
            message: event.type.rawValue.hasPrefix("message.") ? message : nil,
            recipient: isAboutCopy ? 1 : nil,
            person: isAboutCopy ? .person(message) : nil,
            attempt: isAboutCopy ? 1 : nil,
            occurredAt: Timestamp(microseconds: 1_795_000_000_000_000)
        )
    }

    private static func successor(of event: MailEvent?) -> MailEvent? {
        switch event {
        case nil: .organizationCreated(OrganizationCreated(name: "example"))
        case .organizationCreated:
            .settingsChanged(SettingsChanged(setting: "method.smtp", old: nil, new: "{\"host\":\"secret-setting\"}"))
        case .settingsChanged: .documentRegistered(DocumentRegistered(document: invoice))
        case .documentRegistered: .messageQueued(queued)
        case .messageQueued: .messageAttempted(MessageAttempted(method: .smtp))
        case .messageAttempted: .messageSent(sendReport)
        case .messageSent: .messageDeferred(sendReport)
        case .messageDeferred: .messageRejected(sendReport)
        case .messageRejected: .messageUncertain(sendReport)
        case .messageUncertain: .messageCancelled(MessageCancelled(reason: "withdrawn"))
        case .messageCancelled: .messageDelivered(deliveryReport)
        case .messageDelivered: .messageBounced(deliveryReport)
        case .messageBounced:
            .messageOpened(opened)
        case .messageOpened: .messageRead(deliveryReport)
        case .messageRead: .messageComplained(deliveryReport)
        case .messageComplained: .messageExpired(MessageExpired(reason: "nothing came"))
        default: laterSuccessor(of: event)
        }
    }

    private static func laterSuccessor(of event: MailEvent?) -> MailEvent? {
        switch event {
        case .messageExpired: .messageDelayed(deliveryReport)
        case .messageDelayed: .messageRelayed(deliveryReport)
        case .messageRelayed: .messageAnswered(deliveryReport)
        case .messageAnswered: .customerRegistered(CustomerRegistered(customer: customer))
        case .customerRegistered:
            .reportReceived(received)
        case .reportReceived:
            .recipientSuppressed(
                RecipientSuppressed(address: "person@example.com", reason: .hard, because: 7, person: "p1")
            )
        case .recipientSuppressed: .recipientReleased(RecipientReleased(address: "person@example.com", person: "p1"))
        case .recipientReleased: .trackingWithdrawn(TrackingWithdrawn(address: "person@example.com"))
        case .trackingWithdrawn: .senderVerified(SenderVerified(address: "office@example.nl"))
        case .senderVerified:
            .domainChecked(
                DomainChecked(
                    domain: "secret-setting.example",
                    verdicts: ["spf": "broken"],
                    method: .ownDomain,
                    report: "{\"domain\":\"secret-setting.example\"}"
                )
            )
        case .domainChecked: .feedChanged(FeedChanged(feed: "webhook.mailgun", reason: "Failure words"))
        case .feedChanged: .batchSubmitted(BatchSubmitted(batch: "b1", count: 2, content: "c4"))
        case .batchSubmitted: .batchItemRefused(BatchItemRefused(batch: "b1", index: 1, reason: "Failure words"))
        case .batchItemRefused: .batchCancelled(BatchCancelled(batch: "b1"))
        case .batchCancelled: .subjectErased(erased)
        case .subjectErased:
            .subjectHeld(SubjectHeld(subject: "person/1", address: "person@example.com", reason: "Failure words"))
        case .subjectHeld:
            .subjectUnheld(SubjectHeld(subject: "person/1", address: "person@example.com", reason: "Failure words"))
        case .subjectUnheld:
            .subjectReadmitted(
                SubjectReadmitted(subject: "person/1", life: 1, address: "person@example.com", basis: "Report words")
            )
        case .subjectReadmitted: .detailsExpired(DetailsExpired(month: "2026-05", keptMonths: 6))
        case .detailsExpired:
            .ledgerRestored(
                LedgerRestored(
                    epoch: 1,
                    size: 300,
                    root: "feed",
                    madeAt: 1_795_000_000_000_000,
                    uncertainCopies: 2,
                    endedBatches: 1
                )
            )
        default: nil
        }
    }

    private static var erased: SubjectErased {
        var erased = SubjectErased(subject: "person/1", basis: "Failure words")
        (erased.life, erased.keys, erased.counts) = (1, ["p-1", "d-1"], ["mails": 2])
        return erased
    }

    private static var opened: MessageOpened {
        var opened = MessageOpened(
            hitClass: "person",
            saysRead: true,
            rule: "direct",
            ruleSet: 3,
            confidence: "high",
            agent: "Thunderbird",
            hits: 2,
            lastAt: 1_795_000_000_000_001
        )
        opened.doubts = ["burst"]
        var condition = OpenCondition(vocabulary: 1, marks: ["thunderbird/"])
        (condition.head, condition.prefetch, condition.language) = (true, true, true)
        (condition.network, condition.afterSending, condition.afterDelivery) = ("google", -5, 6)
        (condition.burst, condition.ownView, condition.senderNetwork) = (3, true, true)
        (condition.reporter, condition.machine, condition.program) = ("mailgun", "generic", "robot")
        opened.condition = condition
        opened.supersedes = 4
        return opened
    }

    private static var received: ReportReceived {
        var received = ReportReceived(
            source: "imap",
            kind: "bounce",
            ruleSet: 1,
            matchedBy: "returnPath",
            content: "c3",
            contentHash: "feedface",
            size: 700
        )
        received.readers = ["p-1", "p-2"]
        return received
    }

    private static var customer: CustomerCard {
        var delivery = CustomerCard.Delivery()
        (delivery.to, delivery.cc, delivery.mailByDefault, delivery.files) = (["1"], [], true, "pdf")
        delivery.tracking = "never"
        return CustomerCard(
            id: "inv-77",
            name: "Sample Person",
            language: "nl",
            tracking: "onRequest",
            contacts: ["1": CustomerCard.Contact(address: "person@example.com", name: "Sample Person")],
            deliveries: ["invoice": delivery]
        )
    }

    private static var invoice: Document {
        Document(
            id: "inv-77",
            type: .invoice,
            number: "Number-77",
            customer: Customer(id: "c-1", name: "Sample Person", language: "nl"),
            total: DecimalText("121.00").map { Money(amount: $0, currency: "EUR") },
            issuedOn: "2026-11-21",
            dueOn: "2026-12-21",
            paid: false
        )
    }

    private static var queued: MessageQueued {
        var queued = plainQueued
        queued.trackingBasis = "always/customer"
        queued.requestsReceipt = true
        queued.recipients["1"]?.trackingBasis = "never/withdrawn"
        queued.attachments["1"]?.kind = "pdf"
        queued.keptFiles = [
            "1": QueuedAttachment(
                name: "invoice.xml",
                mediaType: "application/xml",
                size: 300,
                contentHash: "feedface",
                content: "c3"
            )
        ]
        queued.advice = [MailAdvice(code: "no_name", field: "text", words: "Subject words are too few.")]
        queued.documentType = .invoice
        return queued
    }

    private static var plainQueued: MessageQueued {
        MessageQueued(
            method: .smtp,
            subject: "Subject words",
            from: "office@example.nl",
            returnPath: "bounce@example.nl",
            trackOpens: true,
            reference: "shared@mail.example.nl",
            recipients: [
                "1": QueuedRecipient(
                    role: .to,
                    address: "person@example.com",
                    name: "Sample Person",
                    messageID: "1@mail.example.nl",
                    content: "c1",
                    contentHash: "aa",
                    size: 900,
                    tracked: true
                )
            ],
            attachments: [
                "1": QueuedAttachment(
                    name: "invoice.pdf",
                    mediaType: "application/pdf",
                    size: 500,
                    contentHash: "feedface",
                    content: "c2"
                )
            ]
        )
    }

    private static var sendReport: SendReport {
        var report = SendReport(method: .smtp, stage: "finalDot")
        report.code = 250
        report.status = "2.0.0"
        report.text = "Server words"
        report.failure = "Failure words"
        report.failureClass = .blocked
        report.queueID = "4Xyz"
        report.assignedMessageID = "assigned@relay.example.com"
        report.server = "mx.example.com"
        report.tlsVersion = "TLSv1.3"
        report.tlsCipher = "TLS_AES_128_GCM_SHA256"
        report.tlsVerified = true
        report.dsnOffered = true
        report.dsnRequested = true
        report.nextAttemptAt = 1_795_000_060_000_000
        return report
    }

    private static var deliveryReport: DeliveryReport {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.failureClass = .soft
        report.status = "4.2.2"
        report.code = 452
        report.text = "Report words"
        report.rule = "mailbox-full/1"
        report.evidence = 9
        report.reportID = "r1"
        report.supersedes = 8
        return report
    }
}

extension RecordedEvent {
    /// An event as a ledger would give it back.
    init(_ event: NewEvent, in ledger: OpaqueID, position: Int64) {
        self.init(
            header: EventHeader(
                ledger: ledger,
                epoch: 0,
                position: position,
                id: event.id,
                type: event.type,
                schema: event.schema,
                document: event.document,
                message: event.message,
                recipient: event.recipient,
                attempt: event.attempt,
                occurredAt: event.occurredAt,
                recordedAt: event.occurredAt,
                bodyHash: Hash(of: event.body),
                actor: event.actor
            ),
            entry: [],
            body: event.body
        )
    }
}
