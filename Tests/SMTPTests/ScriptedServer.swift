import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that follows a script, so that it can behave as no real server does.
struct ScriptedServer: Sendable {
    enum Step: Sendable {
        /// Writes lines, CRLF added.
        case say(String)
        /// Waits for a line with this beginning; any other line hangs up.
        case hear(String)
        /// Waits for lines up to a lone dot.
        case hearMessage
        /// Starts TLS; with text, says that first, in the clear.
        case secure(saying: String?)
        /// Stops reading from the connection.
        case goDeaf
        /// Tells the test that the script has come this far.
        case signal
        case hangUp
    }

    let port: Int
    /// One element per ``Step/signal``.
    let signals: AsyncStream<Void>
    private let record: Record

    /// The lines heard, connection by connection; messages included.
    var heard: [[String]] { record.lines.withLock { $0 } }

    /// Runs `body` against a server whose n-th connection follows the n-th script; further ones are closed at once.
    static func run<Result>(
        _ scripts: [Step]...,
        tls: NIOSSLContext? = nil,
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let record = Record()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = record.lines.withLock { lines in
                        lines.append([])
                        return lines.count - 1
                    }
                    let script = number < scripts.count ? scripts[number] : [.hangUp]
                    let handler = ScriptHandler(script, tls: tls, signal: continuation) { line in
                        record.lines.withLock { $0[number].append(line) }
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { continuation.finish() }
        let server = ScriptedServer(port: listener.localAddress?.port ?? 0, signals: signals, record: record)
        do {
            let result = try await body(server)
            // Waited for, so that whoever connects afterwards finds nobody listening.
            try await listener.close().get()
            return result
        } catch {
            try? await listener.close().get()
            throw error
        }
    }

    private final class Record: Sendable {
        let lines = Mutex<[[String]]>([])
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var script: ArraySlice<ScriptedServer.Step>
    private var unread = ByteBuffer()
    private let tls: NIOSSLContext?
    private let signal: AsyncStream<Void>.Continuation
    private let hear: (String) -> Void

    init(
        _ script: [ScriptedServer.Step],
        tls: NIOSSLContext?,
        signal: AsyncStream<Void>.Continuation,
        hear: @escaping (String) -> Void
    ) {
        self.script = script[...]
        self.tls = tls
        self.signal = signal
        self.hear = hear
    }

    func channelActive(context: ChannelHandlerContext) {
        play(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread.writeImmutableBuffer(unwrapInboundIn(data))
        play(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func play(_ context: ChannelHandlerContext) {
        while let step = script.first {
            switch step {
            case .say(let text):
                write(text, context)
            case .hear(let beginning):
                guard let line = nextLine() else { return }
                hear(line)
                guard line.hasPrefix(beginning) else {
                    script = []
                    context.close(promise: nil)
                    return
                }
            case .hearMessage:
                guard let line = nextLine() else { return }
                hear(line)
                if line != "." { continue }
            case .secure(let text):
                if let text {
                    write(text, context)
                }
                if let tls {
                    try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
                }
            case .goDeaf:
                try? context.channel.syncOptions?.setOption(.autoRead, value: false)
            case .signal:
                signal.yield()
            case .hangUp:
                context.close(promise: nil)
            }
            script.removeFirst()
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: text + "\r\n")), promise: nil)
    }

    private func nextLine() -> String? {
        guard let end = unread.readableBytesView.firstIndex(of: 0x0A) else { return nil }
        let line = unread.readString(length: end - unread.readerIndex + 1) ?? ""
        unread.discardReadBytes()
        return line.hasSuffix("\r\n") ? String(line.dropLast()) : line
    }
}

extension [ScriptedServer.Step] {
    /// A greeting and an EHLO with these offers.
    static func hello(_ offers: String...) -> Self {
        [.say("220 mail.example.com ESMTP")] + ehlo(offers)
    }

    /// An EHLO with these offers.
    static func ehlo(_ offers: [String]) -> Self {
        let lines = ["mail.example.com"] + offers
        let reply = lines.enumerated().map { "250\($0 == lines.count - 1 ? " " : "-")\($1)" }
        return [.hear("EHLO "), .say(reply.joined(separator: "\r\n"))]
    }

    /// MAIL, RCPT and DATA, one by one, up to the 354.
    static let offer: Self = [
        .hear("MAIL FROM:"), .say("250 ok"), .hear("RCPT TO:"), .say("250 ok"), .hear("DATA"), .say("354 go"),
    ]

    /// A whole transaction that ends well.
    static func take(_ queueID: String) -> Self {
        offer + [.hearMessage, .say("250 2.0.0 Ok: queued as \(queueID)")]
    }
}
