import Certificates
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Takes reports straight from mail servers, by LMTP or SMTP.
///
/// A mail is answered with 250 only when it is durably kept.
package struct ReportListener: Service {
    private let settings: ListenerSettings
    private let certificate: TLSCertificate?
    private let logger: Logger
    private let take: @Sendable (HandedOverMail) async -> HandOver
    private let onListening: @Sendable (_ port: Int) -> Void

    private typealias Connection = NIOAsyncChannel<ReceivedLine, ByteBuffer>

    /// Makes a listener; nothing is opened before it runs.
    ///
    /// - Parameters:
    ///   - settings: Where and within which bounds.
    ///   - certificate: What TLS is spoken with, which is offered then (STARTTLS, RFC 3207); nil offers none.
    ///   - logger: Where trouble is noted, without addresses.
    ///   - onListening: Called with the port, once it listens.
    ///   - take: Takes a mail for one recipient for good.
    package init(
        settings: ListenerSettings,
        certificate: TLSCertificate? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in },
        take: @escaping @Sendable (HandedOverMail) async -> HandOver
    ) {
        self.settings = settings
        self.certificate = certificate
        self.logger = logger
        self.onListening = onListening
        self.take = take
    }

    /// Listens until graceful shutdown.
    ///
    /// - Throws: What the system has against listening at this address.
    package func run() async throws {
        let idle = Int64(settings.idleSeconds)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        IdleStateHandler(readTimeout: .seconds(idle)),
                        SilenceHandler(),
                        LineHandler()
                    )
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        onListening(server.channel.localAddress?.port ?? settings.port)
        let open = ConnectionCount(limit: settings.connections)
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { connections in
                await withDiscardingTaskGroup { group in
                    do {
                        for try await connection in connections {
                            group.addTask { await serve(connection, open) }
                        }
                    } catch {
                        logger.error("listener for reports ended", metadata: ["error": "\(type(of: error))"])
                    }
                    group.cancelAll()
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func serve(_ connection: Connection, _ open: ConnectionCount) async {
        do {
            try await connection.executeThenClose { lines, out in
                guard open.enter() else {
                    try await out.say("421 4.3.2 too many connections; try again")
                    return
                }
                defer { open.leave() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await converse(lines, out, connection.channel) }
                    group.addTask { try await Task.sleep(for: .seconds(settings.sessionSeconds)) }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch {
            logger.debug("connection to the listener broke off", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func converse(
        _ lines: NIOAsyncChannelInboundStream<ReceivedLine>,
        _ out: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ channel: any Channel
    ) async throws {
        var session = ListenerSession(settings, offersTLS: certificate != nil)
        try await out.say(session.greeting)
        for try await line in lines {
            switch session.take(line) {
            case .wait: continue
            case .say(let reply): try await out.say(reply)
            case .secure(let reply):
                guard let certificate else { return }
                try await LineHandler.secure(channel, by: certificate.context, saying: reply)
            case .end(let reply):
                try await out.say(reply)
                return
            case .complete(let sender, let recipients, let bytes):
                var results: [HandOver] = []
                for recipient in recipients {
                    results.append(await take(HandedOverMail(sender: sender, recipient: recipient, bytes: bytes)))
                }
                for reply in session.replies(results) { try await out.say(reply) }
            }
        }
    }
}

/// Counts open connections.
private final class ConnectionCount: Sendable {
    private let limit: Int
    private let count = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    func enter() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() {
        count.withLock { $0 -= 1 }
    }
}

extension NIOAsyncChannelOutboundWriter<ByteBuffer> {
    fileprivate func say(_ reply: String) async throws {
        try await write(ByteBuffer(string: "\(reply)\r\n"))
    }
}
