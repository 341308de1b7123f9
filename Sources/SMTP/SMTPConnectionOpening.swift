import NIOSSL

extension SMTPConnection {
    /// Connects, secures and signs in.
    ///
    /// Cancelling the task ends the attempt, at the latest when the TCP connection is made or its time is up.
    ///
    /// - Throws: When the settings are such that no session may start; nothing was connected.
    package static func open(to server: SMTPServer) async throws(SMTPInputError) -> Opened {
        var opening = try SMTPOpening(server)
        var facts = SMTPSessionFacts()
        var transcript = SMTPTranscript(secrets: server.credentials?.secrets ?? [])
        let tls: NIOSSLContext?
        let wire: SMTPWire
        var stage = SMTPStage.tls
        do {
            tls =
                server.security == .none
                ? nil : try await SMTPTLS.context(trustRootsPEMPath: server.trustRootsPEMPath)
            stage = .connect
            wire = try await SMTPWire.connect(to: server)
        } catch {
            transcript.note(error.text)
            return .failed(SMTPOutcome(.failure(at: stage, error), facts: facts, transcript: transcript))
        }
        let verdict = await withTaskCancellationHandler {
            await run(&opening, on: wire, tls: tls, server.timeouts, &facts, &transcript)
        } onCancel: {
            wire.end(.cancelled)
        }
        facts.server = opening.greeter
        facts.extensions = opening.extensions
        guard let verdict else {
            return .ready(SMTPConnection(server: server, wire: wire, facts: facts, transcript: transcript))
        }
        if let failure = verdict.failure {
            transcript.note(failure.text)
            wire.end(.closed)
        } else {
            wire.quit()
        }
        return .failed(SMTPOutcome(verdict, facts: facts, transcript: transcript))
    }

    /// Takes the steps of `opening` until it is ready, which is `nil`, or over.
    private static func run(
        _ opening: inout SMTPOpening,
        on wire: SMTPWire,
        tls: NIOSSLContext?,
        _ timeouts: SMTPTimeouts,
        _ facts: inout SMTPSessionFacts,
        _ transcript: inout SMTPTranscript
    ) async -> SMTPVerdict? {
        var step = opening.begin()
        while true {
            do {
                switch step {
                case .ready:
                    return nil
                case .end(let verdict):
                    return verdict
                case .secure:
                    guard let tls else { return .failure(at: .tls, .closed) }
                    let secured = try await wire.secure(with: tls, within: timeouts.command)
                    facts.tls = secured
                    transcript.note(secured.version)
                    step = opening.secured()
                    continue
                case .send(let command):
                    transcript.client(command)
                    wire.send([command])
                case .listen:
                    break
                }
                let limit = opening.stage == .greeting ? timeouts.greeting : timeouts.command
                let reply = try await wire.reply(within: limit)
                transcript.server(reply)
                step = opening.received(reply)
            } catch {
                return .failure(at: opening.stage, error)
            }
        }
    }
}
