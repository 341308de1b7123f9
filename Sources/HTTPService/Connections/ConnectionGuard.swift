import NIOCore
import NIOHTTP1

/// Watches one connection for what would hold it, or memory, without end.
///
/// - A request whose head is too large, or that is no HTTP, gets a problem document and the connection is closed.
/// - A request that was answered before its body came may send a little more, not for long.
/// - A client that takes nothing of its answer for a while is left.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How many bytes of a request may still come when it has been answered.
    private static let lateBytes = 1_000_000
    /// For how long.
    private static let lateTime: TimeAmount = .seconds(10)

    private let stall: TimeAmount
    private let isSecure: Bool
    /// Whether a request has begun to arrive and not ended.
    private var isReading = false
    /// How many requests are not answered to their end.
    private var unanswered = 0
    private var late = 0
    private var isRefused = false
    private var lateEnd: Scheduled<Void>?
    private var stallEnd: Scheduled<Void>?
    private var waiting = 0

    init(stall: Duration, isSecure: Bool) {
        self.stall = TimeAmount(stall)
        self.isSecure = isSecure
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            unanswered += 1
            late = 0
        case .body(let bytes):
            if unanswered == 0 { late += bytes.readableBytes }
            guard late <= Self.lateBytes else {
                context.close(promise: nil)
                return
            }
        case .end:
            isReading = false
            lateEnd?.cancel()
            lateEnd = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            if unanswered == 0, isReading, lateEnd == nil {
                lateEnd = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lateTime) {
                    context.close(promise: nil)
                }
            }
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // In the middle of an answer no other can begin.
        guard let error = error as? HTTPParserError, unanswered == 0, !isRefused else {
            context.fireErrorCaught(error)
            return
        }
        isRefused = true
        let problem =
            error == .headerOverflow
            ? Problem(.headersTooLarge, "A header field may have 16 KB, all of them 64 KB, and there may be 100.")
            : Problem(.malformedRequest, "The request is not HTTP/1.1 that can be read.")
        let (head, body) = PlainProblem.parts(problem, isSecure: isSecure)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallEnd?.cancel()
        stallEnd = nil
        if !context.channel.isWritable { watchStall(context) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        lateEnd?.cancel()
        stallEnd?.cancel()
        (lateEnd, stallEnd) = (nil, nil)
    }

    /// Leaves a client that took nothing in the time it has; one that takes a little gets the time again.
    private func watchStall(_ context: ChannelHandlerContext) {
        waiting = Self.waitingBytes(context)
        stallEnd = context.eventLoop.assumeIsolated().scheduleTask(in: stall) {
            guard Self.waitingBytes(context) < self.waiting else {
                context.close(promise: nil)
                return
            }
            self.watchStall(context)
        }
    }

    private static func waitingBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
