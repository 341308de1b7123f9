/// One session with a server, from greeting to QUIT: any number of messages, one at a time.
///
/// Whoever opened it ends it with ``quit()``; ``SMTPConnectionPool`` does so for its sessions.
package actor SMTPConnection {
    /// What opening a session came to.
    package enum Opened: Sendable {
        /// The session is signed in and may send.
        case ready(SMTPConnection)
        /// There is no session; nothing was sent. Rejected or deferred, never the other two.
        case failed(SMTPOutcome)
    }

    /// Messages offered on this session so far.
    package private(set) var messageCount = 0

    let wire: SMTPWire
    private let server: SMTPServer
    private let facts: SMTPSessionFacts
    private var transcript: SMTPTranscript
    private var session = SMTPTransaction.Session.clean
    private var isBusy = false

    init(server: SMTPServer, wire: SMTPWire, facts: SMTPSessionFacts, transcript: SMTPTranscript) {
        self.server = server
        self.wire = wire
        self.facts = facts
        self.transcript = transcript
    }

    /// Whether another message may be tried on this session.
    package var isUsable: Bool { session != .unusable }

    /// The lines of the server's EHLO reply, for showing what a server offers.
    package var extensions: [String] { facts.extensions.lines }

    /// Sends a message to all recipients of the envelope, or to none.
    ///
    /// Cancelling the task ends the session; the outcome then says how far it got.
    ///
    /// - Throws: When the values cannot be sent to this server; nothing has left, and the session remains usable.
    package func send(
        _ message: SMTPMessage,
        in envelope: SMTPEnvelope
    ) async throws(SMTPInputError) -> SMTPOutcome {
        try await attempt(message, in: envelope).outcome
    }

    /// Asks for a sign of life with NOOP.
    ///
    /// - Returns: Whether the server answered in time; if not, the session has ended.
    package func isAlive(within limit: Duration) async -> Bool {
        guard isUsable, !isBusy, await wire.isQuiet() else { return false }
        isBusy = true
        defer { isBusy = false }
        wire.send([.noop])
        let reply = try? await wire.reply(within: limit)
        if reply?.isPositive != true {
            abandon()
        }
        return isUsable
    }

    /// Takes leave of the server.
    package func quit() {
        session = .unusable
        wire.quit()
    }

    /// An outcome, and whether it only shows that the session had died unnoticed before the message was offered.
    struct Attempt: Sendable {
        let outcome: SMTPOutcome
        let foundDeadSession: Bool
    }

    func attempt(_ message: SMTPMessage, in envelope: SMTPEnvelope) async throws(SMTPInputError) -> Attempt {
        guard !isBusy else { throw .connectionBusy }
        isBusy = true
        defer { isBusy = false }
        let commands = try SMTPTransactionCommands(envelope, for: message, offered: facts.extensions)
        if messageCount > 0 {
            transcript.startOver()
            transcript.note("message \(messageCount + 1) on this connection")
        }
        messageCount += 1
        let wire = wire
        return await withTaskCancellationHandler {
            await run(commands, message)
        } onCancel: {
            wire.end(.cancelled)
        }
    }

    private func run(_ commands: SMTPTransactionCommands, _ message: SMTPMessage) async -> Attempt {
        if let verdict = await reset() {
            return finished(verdict, commands, isMailAnswered: false)
        }
        var transaction = SMTPTransaction(commands, pipelining: facts.extensions.offers("PIPELINING"))
        var step = transaction.begin()
        while true {
            switch step {
            case .send(let lines):
                say(lines)
                step = await listen(to: &transaction)
            case .listen:
                step = await listen(to: &transaction)
            case .sendMessage:
                let isWritten = await wire.stream(message, chunkLimit: server.timeouts.dataChunk)
                if isWritten, await wire.sendFinalDot() {
                    transaction.dotLeft()
                    transcript.note("message of \(message.size) bytes and final dot")
                } else {
                    transcript.note("message broken off, no final dot")
                }
                step = await listen(to: &transaction)
            case .end(let verdict, let leaving):
                session = leaving
                return finished(verdict, commands, isMailAnswered: transaction.isMailAnswered)
            }
        }
    }

    private func listen(to transaction: inout SMTPTransaction) async -> SMTPTransaction.Step {
        let timeouts = server.timeouts
        do {
            let limit = transaction.stage == .finalDot ? timeouts.finalReply : timeouts.command
            let reply = try await wire.reply(within: limit)
            transcript.server(reply)
            return transaction.received(reply)
        } catch {
            return transaction.failed(error)
        }
    }

    /// Clears what an earlier, refused transaction left behind.
    private func reset() async -> SMTPVerdict? {
        guard isUsable, await wire.isQuiet() else {
            return .failure(at: .mail, SMTPFailure(.connectionClosed, "the session ended while it was at rest"))
        }
        guard session == .needsReset else { return nil }
        say([.reset])
        do {
            let reply = try await wire.reply(within: server.timeouts.command)
            transcript.server(reply)
            guard !reply.isPositive else {
                session = .clean
                return nil
            }
            return .failure(at: .mail, .unexpected(reply, at: .mail), reply: reply)
        } catch {
            return .failure(at: .mail, error)
        }
    }

    private func say(_ commands: [SMTPCommand]) {
        for command in commands {
            transcript.client(command)
        }
        wire.send(commands)
    }

    private func finished(
        _ verdict: SMTPVerdict,
        _ commands: SMTPTransactionCommands,
        isMailAnswered: Bool
    ) -> Attempt {
        if let failure = verdict.failure {
            transcript.note(failure.text)
            session = .unusable
        }
        if session == .unusable {
            abandon()
        }
        let isDead = verdict.failure?.cause == .connectionClosed && !isMailAnswered
        let isDismissed = verdict.reply?.code == 421 && verdict.stage == .mail
        return Attempt(
            outcome: SMTPOutcome(
                verdict,
                facts: facts,
                dsnRequested: commands.requestsDSN,
                transcript: transcript
            ),
            foundDeadSession: isDead || isDismissed
        )
    }

    private func abandon() {
        session = .unusable
        wire.end(.closed)
    }
}
