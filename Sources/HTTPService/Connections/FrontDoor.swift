import Certificates
import Evidence
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// What every connection passes before a request is read from it: a place, TLS, and a guard against those who dawdle.
struct FrontDoor<Inner: ServerChildChannel>: ServerChildChannel {
    typealias Value = Inner.Value

    let inner: Inner
    let places: ConnectionPlaces
    let certificate: TLSCertificate?
    /// How long a client may take nothing of what is sent to it.
    let stall: Duration

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let peer = channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
        let isSecure = certificate != nil
        var isWelcome = true
        switch places.take(for: peer) {
        case .place(let network):
            channel.closeFuture.whenComplete { _ in places.giveBack(network) }
        case .refused:
            isWelcome = false
            channel.closeFuture.whenComplete { _ in places.endRefusal() }
        case .closed:
            // Closed by failing: what was not set up is not kept.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }
        let isGuarded = isWelcome
        return channel.eventLoop.makeCompletedFuture {
            // Somebody who vanished without a word is found out when what is sent to them is not confirmed.
            try? channel.syncOptions?.setOption(
                .tcpOption(.init(rawValue: Self.userTimeout)),
                value: Int(stall.components.seconds * 1000)
            )
            let pipeline = channel.pipeline.syncOperations
            if !isGuarded { try pipeline.addHandler(RefusingHandler(isSilent: isSecure)) }
            if isGuarded, let certificate {
                try pipeline.addHandler(NIOSSLServerHandler(context: certificate.context))
            }
        }.flatMap {
            inner.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            guard isGuarded else { return value }
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionGuard(stall: stall, isSecure: isSecure), position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }

    /// TCP_USER_TIMEOUT (RFC 5482), in milliseconds.
    private static var userTimeout: CInt { 18 }
}

/// Tells a connection for which there is no place so, and closes it.
private final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let isSilent: Bool

    /// Makes a handler; a silent one says nothing, where TLS would have to be agreed on first.
    init(isSilent: Bool) {
        self.isSilent = isSilent
    }

    func channelActive(context: ChannelHandlerContext) {
        guard !isSilent else {
            context.close(promise: nil)
            return
        }
        let answer = ByteBuffer(bytes: PlainProblem.bytes(.overloaded))
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        context.close(mode: .output, promise: nil)
        // Closed at once, what the client has sent meanwhile would make its system throw the answer away.
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing it says is heard.
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
