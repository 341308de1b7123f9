import NIOCore
import NIOPosix
import NIOSSL

/// A session's connection, for use from any task.
struct SMTPWire: Sendable {
    /// The most bytes of a message in one write.
    static let chunkSize = 64 * 1024

    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPWireHandler>

    /// Opens a TCP connection.
    static func connect(to server: SMTPServer) async throws(SMTPFailure) -> SMTPWire {
        let host = server.host
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var bootstrap = ClientBootstrap(group: loop).connectTimeout(TimeAmount(server.timeouts.connect))
        if server.addresses == .publicOnly { bootstrap = bootstrap.resolver(GuardedResolver(loop: loop)) }
        do {
            return
                try await bootstrap
                .connect(host: host, port: server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = SMTPWireHandler(host: host)
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return SMTPWire(
                            channel: channel,
                            handler: NIOLoopBound(handler, eventLoop: channel.eventLoop)
                        )
                    }
                }
        } catch {
            throw failure(error, connectingTo: server)
        }
    }

    /// The next reply.
    func reply(within limit: Duration) async throws(SMTPFailure) -> SMTPReply {
        try await onLoop { handler, loop in handler.reply(within: limit, on: loop) }
    }

    /// Starts TLS and verifies the certificate.
    func secure(with tls: NIOSSLContext, within limit: Duration) async throws(SMTPFailure) -> SMTPTLSFacts {
        try await onLoop { handler, loop in handler.secure(with: tls, within: limit, on: loop) }
    }

    /// Writes lines; whether that worked shows when the reply is asked for.
    func send(_ commands: [SMTPCommand]) {
        let bytes = ByteBuffer(string: commands.map { $0.text + "\r\n" }.joined())
        channel.eventLoop.execute {
            if !handler.value.write(bytes, promise: nil) {
                handler.value.end(SMTPFailure(.protocolViolation, "the server answered before it was asked"))
            }
        }
    }

    /// Writes the message, a chunk at a time, each when the one before is with the system.
    ///
    /// - Returns: Whether everything was written; `false` when the session ended, or a reply came before its time.
    func stream(_ message: SMTPMessage, chunkLimit: Duration) async -> Bool {
        var stuffing = DotStuffing()
        var rest = message.bytes[...]
        while !rest.isEmpty {
            let chunk = ByteBuffer(bytes: stuffing.encode(rest.prefix(Self.chunkSize)))
            rest = rest.dropFirst(Self.chunkSize)
            let slow = SMTPFailure(.timedOut, "the server took no data for \(chunkLimit)")
            let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(chunkLimit)) { handler.value.end(slow) }
            defer { deadline.cancel() }
            do {
                try await onLoop { handler, loop in
                    let written = loop.makePromise(of: Void.self)
                    _ = handler.write(chunk, promise: written)
                    return written.futureResult
                }
            } catch {
                return false
            }
        }
        return true
    }

    /// Writes the final dot, unless the session has ended or a reply came before its time.
    ///
    /// - Returns: Whether the dot may have left.
    func sendFinalDot() async -> Bool {
        let dot = ByteBuffer(string: SMTPCommand.dot.text + "\r\n")
        let left = try? await channel.eventLoop.submit { handler.value.write(dot, promise: nil) }.get()
        return left ?? true
    }

    /// Whether the session lives and the server has said nothing unasked.
    func isQuiet() async -> Bool {
        (try? await channel.eventLoop.submit { handler.value.isQuiet }.get()) ?? false
    }

    /// Ends the session at once.
    func end(_ failure: SMTPFailure) {
        channel.eventLoop.execute { handler.value.end(failure) }
    }

    /// Says QUIT, without waiting for the answer, and closes.
    func quit() {
        channel.eventLoop.execute { sayQuit() }
    }

    /// Says QUIT and closes after `limit`, unless the returned task is cancelled before.
    func quitLater(_ limit: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { sayQuit() }
    }

    private func sayQuit() {
        _ = handler.value.write(ByteBuffer(string: SMTPCommand.quit.text + "\r\n"), promise: nil)
        handler.value.end(.closed)
    }

    private func onLoop<Value: Sendable>(
        _ operation: @escaping @Sendable (SMTPWireHandler, any EventLoop) -> EventLoopFuture<Value>
    ) async throws(SMTPFailure) -> Value {
        let loop = channel.eventLoop
        let handler = handler
        do {
            return try await loop.flatSubmit { operation(handler.value, loop) }.get()
        } catch let failure as SMTPFailure {
            throw failure
        } catch {
            throw SMTPFailure(.connectionClosed, "the connection broke (\(error))")
        }
    }

    private static func failure(_ error: any Error, connectingTo server: SMTPServer) -> SMTPFailure {
        let place = "\(server.host):\(server.port)"
        if let channelError = error as? ChannelError, case .connectTimeout = channelError {
            return SMTPFailure(.timedOut, "no connection to \(place) within \(server.timeouts.connect)")
        }
        let lookups = [(error as? NIOConnectionError)?.dnsAError, (error as? NIOConnectionError)?.dnsAAAAError]
        if let refused = lookups.compactMap({ $0 as? AddressRefused }).first {
            return SMTPFailure(.addressRefused, "no connection to \(place): \(refused)")
        }
        let reason = (error as? NIOConnectionError)?.connectionErrors.first.map { "\($0.error)" } ?? "\(error)"
        return SMTPFailure(.unreachable, "no connection to \(place): \(reason)")
    }
}
