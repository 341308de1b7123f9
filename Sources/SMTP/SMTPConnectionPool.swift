import NIOCore

/// Open sessions with one server, kept for the next message.
///
/// Every message goes through ``send(_:in:)``; at most ``Limits/connections`` are under way at once, the others wait their turn.
package actor SMTPConnectionPool {
    /// How many sessions, for how long, for how much.
    package struct Limits: Hashable, Sendable {
        /// Sessions at once.
        package var connections: Int
        /// How long an unused session stays open.
        package var idleTime: Duration
        /// After how much rest a session is asked for a sign of life before it gets a message.
        package var trustedRest: Duration
        /// How many messages a session carries before it is replaced.
        package var messagesPerConnection: Int

        /// Sets the limits; a limit left out keeps its default.
        package init(
            connections: Int = 4,
            idleTime: Duration = .seconds(60),
            trustedRest: Duration = .seconds(10),
            messagesPerConnection: Int = 100
        ) {
            self.connections = max(1, connections)
            self.idleTime = idleTime
            self.trustedRest = trustedRest
            self.messagesPerConnection = max(1, messagesPerConnection)
        }
    }

    private struct Resting {
        let connection: SMTPConnection
        let since: ContinuousClock.Instant
        let quitting: Scheduled<Void>
    }

    /// The server all sessions are with.
    package nonisolated let server: SMTPServer
    private let limits: Limits
    private let slots: SMTPSlots
    private var resting: [Resting] = []
    private var isClosed = false

    /// A pool without sessions; they are opened when needed.
    package init(server: SMTPServer, limits: Limits = Limits()) {
        self.server = server
        self.limits = limits
        slots = SMTPSlots(count: limits.connections)
    }

    /// Sends a message on a session that is open, or on a new one.
    ///
    /// A session that died at rest is noticed before MAIL was answered; then, and only then, the message is tried once more,
    /// on a fresh session.
    ///
    /// - Throws: When the settings or values cannot be used; nothing has left.
    package func send(
        _ message: SMTPMessage,
        in envelope: SMTPEnvelope
    ) async throws(SMTPInputError) -> SMTPOutcome {
        try envelope.check()
        guard await slots.take() else { return .deferred(at: .connect, .cancelled) }
        defer { slots.giveBack() }
        if let connection = await rested() {
            let attempt = try await attempt(message, in: envelope, on: connection)
            guard attempt.foundDeadSession else { return attempt.outcome }
        }
        guard !isClosed else { return .deferred(at: .connect, .cancelled) }
        switch try await SMTPConnection.open(to: server) {
        case .failed(let outcome): return outcome
        case .ready(let connection): return try await attempt(message, in: envelope, on: connection).outcome
        }
    }

    /// Closes the sessions at rest, and those in use as their messages end; later messages are deferred.
    package func close() async {
        isClosed = true
        let connections = resting
        resting = []
        for connection in connections {
            connection.quitting.cancel()
            await connection.connection.quit()
        }
    }

    private func attempt(
        _ message: SMTPMessage,
        in envelope: SMTPEnvelope,
        on connection: SMTPConnection
    ) async throws(SMTPInputError) -> SMTPConnection.Attempt {
        do {
            let attempt = try await connection.attempt(message, in: envelope)
            await putBack(connection)
            return attempt
        } catch {
            await putBack(connection)
            throw error
        }
    }

    /// The session that rested least, if it still lives.
    private func rested() async -> SMTPConnection? {
        while let latest = resting.popLast() {
            latest.quitting.cancel()
            let rest = ContinuousClock.now - latest.since
            let lives =
                rest < limits.trustedRest
                ? await latest.connection.wire.isQuiet() : await latest.connection.isAlive(within: .seconds(10))
            if lives {
                return latest.connection
            }
            await latest.connection.quit()
        }
        return nil
    }

    private func putBack(_ connection: SMTPConnection) async {
        let isUsable = await connection.isUsable
        let isWornOut = await connection.messageCount >= limits.messagesPerConnection
        guard isUsable, !isWornOut, !isClosed else {
            await connection.quit()
            return
        }
        let quitting = connection.wire.quitLater(limits.idleTime)
        resting.append(Resting(connection: connection, since: .now, quitting: quitting))
    }
}

extension SMTPOutcome {
    /// Nothing was handed over because nothing was begun.
    fileprivate static func deferred(at stage: SMTPStage, _ failure: SMTPFailure) -> SMTPOutcome {
        SMTPOutcome(.failure(at: stage, failure), facts: SMTPSessionFacts(), transcript: SMTPTranscript())
    }
}
