/// One message on an open session: MAIL, RCPT, DATA, the message, the final dot.
///
/// Pure: it is told what happened and answers with the next step. The one rule it is built around: once the final dot may
/// have left, only a reply can settle the outcome.
struct SMTPTransaction: Sendable {
    /// What the connection does next.
    enum Step: Hashable, Sendable {
        /// Wait for a reply.
        case listen
        /// Send the lines together, then wait for a reply.
        case send([SMTPCommand])
        /// Write the message; then, if no reply came meanwhile, the final dot.
        case sendMessage
        /// The transaction is over.
        case end(SMTPVerdict, leaving: Session)
    }

    /// What the session is good for afterwards.
    enum Session: Hashable, Sendable {
        case clean
        case needsReset
        case unusable
    }

    private enum Expectation: Hashable {
        case mail
        case recipient
        case data

        var stage: SMTPStage {
            switch self {
            case .mail: .mail
            case .recipient: .rcpt
            case .data: .data
            }
        }
    }

    private enum Phase: Hashable {
        case commands
        /// The message is being written; no reply may come.
        case message
        /// The final dot has left, or may have.
        case finalDot
        /// DATA was answered 354 though no recipient is left: an empty message is being ended.
        case loneDot
    }

    /// The step under way, for evidence.
    private(set) var stage = SMTPStage.mail
    /// Whether MAIL was answered at all; before that, nothing of this message is known to the server.
    private(set) var isMailAnswered = false

    private var batches: ArraySlice<[(Expectation, SMTPCommand)]>
    private var expected: ArraySlice<Expectation> = []
    private var phase = Phase.commands
    private var refusal: SMTPVerdict?
    private var acceptedRecipients = 0

    init(_ commands: SMTPTransactionCommands, pipelining: Bool) {
        let mail = [(Expectation.mail, commands.mail)]
        let recipients = commands.recipients.map { (Expectation.recipient, $0) }
        let data = [(Expectation.data, SMTPCommand.data)]
        batches =
            if !pipelining {
                ArraySlice((mail + recipients + data).map { [$0] })
            } else if recipients.count == 1 {
                [mail + recipients + data]
            } else {
                // With several recipients, DATA waits: a 354 for some of them could no longer be taken back.
                [mail + recipients, data]
            }
    }

    /// Starts the transaction.
    mutating func begin() -> Step { nextBatch() }

    /// The final dot was written after the whole message, or may have been: every failure from here on is uncertain.
    mutating func dotLeft() {
        phase = .finalDot
        stage = .finalDot
    }

    /// A reply came.
    mutating func received(_ reply: SMTPReply) -> Step {
        switch phase {
        case .commands: answered(reply)
        case .message: .end(.refusal(at: .data, reply), leaving: .unusable)
        case .finalDot: concluded(reply)
        case .loneDot: end(refusal ?? .refusal(at: .data, reply), leaving: reply.isPermanent ? .needsReset : .unusable)
        }
    }

    /// The session failed; no reply will come.
    func failed(_ failure: SMTPFailure) -> Step {
        if let refusal {
            .end(refusal, leaving: .unusable)
        } else if phase == .finalDot {
            .end(SMTPVerdict(kind: .uncertain, stage: .finalDot, failure: failure), leaving: .unusable)
        } else {
            .end(.failure(at: stage, failure), leaving: .unusable)
        }
    }

    private mutating func answered(_ reply: SMTPReply) -> Step {
        guard let expectation = expected.popFirst() else {
            return failed(.unexpected(reply, at: stage))
        }
        switch expectation {
        case .mail: isMailAnswered = true
        case .recipient: acceptedRecipients += reply.isPositive ? 1 : 0
        case .data where reply.code == 354: return begunData()
        case .data: break
        }
        // The first refusal counts: later ones are only its echo.
        if refusal == nil, expectation == .data || !reply.isPositive {
            refusal = .refusal(at: stage, reply)
        }
        if reply.code == 421, let refusal {
            return .end(refusal, leaving: .unusable)
        }
        if let next = expected.first {
            stage = next.stage
            return .listen
        }
        guard let refusal else { return nextBatch() }
        let isRefused = reply.isTransient || reply.isPermanent
        return .end(refusal, leaving: expectation == .data && !isRefused ? .unusable : .needsReset)
    }

    private mutating func begunData() -> Step {
        guard refusal != nil else {
            phase = .message
            return .sendMessage
        }
        guard acceptedRecipients == 0 else {
            // A dot would hand over an empty message; only breaking the connection takes DATA back.
            return end(refusal, leaving: .unusable)
        }
        phase = .loneDot
        return .send([.dot])
    }

    private func concluded(_ reply: SMTPReply) -> Step {
        if reply.isPositive {
            .end(SMTPVerdict(kind: .accepted, stage: .finalDot, reply: reply), leaving: .clean)
        } else if reply.isIntermediate {
            .end(
                SMTPVerdict(
                    kind: .uncertain,
                    stage: .finalDot,
                    reply: reply,
                    failure: .unexpected(reply, at: .finalDot)
                ),
                leaving: .unusable
            )
        } else {
            .end(.refusal(at: .finalDot, reply), leaving: reply.code == 421 ? .unusable : .needsReset)
        }
    }

    private func end(_ verdict: SMTPVerdict?, leaving session: Session) -> Step {
        .end(verdict ?? .failure(at: stage, .closed), leaving: session)
    }

    private mutating func nextBatch() -> Step {
        guard let batch = batches.popFirst() else { return failed(.closed) }
        expected = batch.map(\.0)[...]
        stage = expected.first?.stage ?? stage
        return .send(batch.map(\.1))
    }
}
