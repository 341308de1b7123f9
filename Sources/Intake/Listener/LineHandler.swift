import NIOCore
import NIOSSL

/// A line as it came.
struct ReceivedLine: Hashable, Sendable {
    /// Its bytes without the line's end.
    var bytes: [UInt8]
    /// Whether it ended in CRLF, as it must (RFC 5321 §2.3.8), and not in a bare line feed.
    var endsProperly: Bool
    /// Whether it came by TLS.
    var isSecure = false

    /// The bytes as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Cuts what comes into lines, and begins TLS between two of them.
///
/// Only touched on the channel's event loop.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ReceivedLine

    /// The most bytes of a line; RFC 5321 §4.5.3.1.6 asks for 1000, and mails in the wild have far longer ones.
    static let longest = 1 << 20

    private var buffer = ByteBuffer()
    private var isSecure = false
    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var part = unwrapInboundIn(data)
        buffer.writeBuffer(&part)
        while let line = next() { context.fireChannelRead(wrapInboundOut(line)) }
        if buffer.readableBytes > Self.longest {
            isOver = true
            buffer = ByteBuffer()
            context.fireErrorCaught(LineTooLong())
        }
        buffer.discardReadBytes()
    }

    private func next() -> ReceivedLine? {
        let bytes = buffer.readableBytesView
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let length = end - bytes.startIndex
        guard length <= Self.longest, var line = buffer.readBytes(length: length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 1)
        let endsProperly = line.last == UInt8(ascii: "\r")
        if endsProperly { line.removeLast() }
        return ReceivedLine(bytes: line, endsProperly: endsProperly, isSecure: isSecure)
    }

    /// Says a last reply in the clear, and speaks TLS from then on.
    ///
    /// What came in the clear and was not yet cut into lines is thrown away, and lines that were cut bear that they came in the
    /// clear: whoever stands between must not get commands of theirs into the session that is secured (RFC 3207 §4.2). The
    /// other side sends nothing of TLS before it heard the reply, so nothing of that is lost.
    static func secure(_ channel: any Channel, by context: NIOSSLContext, saying reply: String) async throws {
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let lines = try pipeline.handler(type: LineHandler.self)
            lines.buffer = ByteBuffer()
            lines.isSecure = true
            channel.writeAndFlush(ByteBuffer(string: "\(reply)\r\n"), promise: nil)
            try pipeline.addHandler(NIOSSLServerHandler(context: context), position: .first)
        }.get()
    }
}

/// A line is longer than is taken.
struct LineTooLong: Error {}

/// Closes a connection that stays silent.
final class SilenceHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
