import NIOCore
import NIOSSL
import NIOTLS

/// The last handler of a session's channel: turns bytes into replies when asked, and remembers why the session ended.
///
/// Lives on its event loop alone; ``SMTPWire`` brings calls there.
final class SMTPWireHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The most bytes a server may send unasked: more than the longest reply.
    private static let maximumUnreadBytes = 1 << 20

    private let host: String
    private var context: ChannelHandlerContext?
    private var parser = SMTPReplyParser()
    private var ending: SMTPFailure?
    private var waitingForReply: EventLoopPromise<SMTPReply>?
    private var waitingForTLS: EventLoopPromise<SMTPTLSFacts>?
    private var deadline: Scheduled<Void>?

    init(host: String) {
        self.host = host
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.closed)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parser.append(unwrapInboundIn(data).readableBytesView)
        if parser.unreadCount > Self.maximumUnreadBytes {
            end(SMTPFailure(.protocolViolation, "the server sends without being asked"))
        }
        resumeReply()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if waitingForTLS != nil {
            end(SMTPTLS.failure(error, host: host))
        } else if (error as? NIOSSLError) != .uncleanShutdown {
            end(SMTPFailure(.connectionClosed, "the connection broke (\(error))"))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        let version = try? context.pipeline.syncOperations.nioSSL_tlsVersion()
        let facts = SMTPTLSFacts(version: version.flatMap(\.self).map(Self.name) ?? "unknown", peerVerified: true)
        stopWaiting()?.tls?.succeed(facts)
    }

    /// The next reply; fails when the time is up or the session ends without one.
    func reply(within limit: Duration, on eventLoop: any EventLoop) -> EventLoopFuture<SMTPReply> {
        let promise = eventLoop.makePromise(of: SMTPReply.self)
        waitingForReply = promise
        resumeReply()
        if waitingForReply != nil {
            if let ending {
                stopWaiting()?.reply?.fail(ending)
            } else {
                startDeadline(limit, on: eventLoop)
            }
        }
        return promise.futureResult
    }

    /// Starts TLS; any byte already received was not protected by it and ends the session.
    func secure(
        with tls: NIOSSLContext,
        within limit: Duration,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<SMTPTLSFacts> {
        if ending == nil && !parser.isEmpty {
            end(
                SMTPFailure(
                    .bytesBeforeTLS,
                    "the server went on in plaintext after agreeing to TLS; somebody may be interfering. Nothing was sent"
                )
            )
        }
        guard let context, ending == nil else { return eventLoop.makeFailedFuture(ending ?? .closed) }
        let promise = eventLoop.makePromise(of: SMTPTLSFacts.self)
        waitingForTLS = promise
        startDeadline(limit, on: eventLoop)
        do {
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: SMTPTLS.verifiedName(of: host))
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            end(SMTPTLS.failure(error, host: host))
        }
        return promise.futureResult
    }

    /// Writes if the session lives and the server has said nothing unasked, and tells whether it did.
    ///
    /// The promise succeeds when the bytes are with the system; it is `nil` where a later reply tells anyway.
    func write(_ bytes: ByteBuffer, promise: EventLoopPromise<Void>?) -> Bool {
        guard let context, isQuiet else {
            promise?.fail(ending ?? .closed)
            return false
        }
        context.writeAndFlush(NIOAny(bytes), promise: promise)
        return true
    }

    /// Whether the session lives and nothing unread has come from the server.
    var isQuiet: Bool { ending == nil && parser.isEmpty }

    /// Ends the session for `failure`; only the first reason counts.
    func end(_ failure: SMTPFailure) {
        guard ending == nil else { return }
        ending = failure
        let waiting = stopWaiting()
        waiting?.reply?.fail(failure)
        waiting?.tls?.fail(failure)
        context?.close(promise: nil)
    }

    private func resumeReply() {
        guard waitingForReply != nil else { return }
        do {
            guard let reply = try parser.next() else { return }
            // A server out of step answers what was not asked; only its farewell can still be believed.
            if let ending, ending.cause == .protocolViolation, reply.code != 421 {
                stopWaiting()?.reply?.fail(ending)
            } else {
                stopWaiting()?.reply?.succeed(reply)
            }
        } catch {
            end(.malformed(error))
        }
    }

    private func startDeadline(_ limit: Duration, on eventLoop: any EventLoop) {
        deadline = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            self.end(SMTPFailure(.timedOut, "the server did not answer within \(limit)"))
        }
    }

    private func stopWaiting() -> (reply: EventLoopPromise<SMTPReply>?, tls: EventLoopPromise<SMTPTLSFacts>?)? {
        deadline?.cancel()
        defer {
            deadline = nil
            waitingForReply = nil
            waitingForTLS = nil
        }
        return (waitingForReply, waitingForTLS)
    }

    private static func name(of version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}
