import NIOCore

/// A line as it came.
struct ReceivedLine: Hashable, Sendable {
    /// Its bytes without the line's end.
    var bytes: [UInt8]
    /// Whether it ended in CRLF, as it must (RFC 5321 §2.3.8), and not in a bare line feed.
    var endsProperly: Bool

    /// The bytes as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Cuts what comes into lines.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = ReceivedLine

    /// The most bytes of a line; RFC 5321 §4.5.3.1.6 asks for 1000, and mails in the wild have far longer ones.
    static let longest = 1 << 20

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= Self.longest else { throw LineTooLong() }
            return .needMoreData
        }
        let length = end - buffer.readableBytesView.startIndex
        guard length <= Self.longest, var bytes = buffer.readBytes(length: length) else { throw LineTooLong() }
        buffer.moveReaderIndex(forwardBy: 1)
        let endsProperly = bytes.last == UInt8(ascii: "\r")
        if endsProperly { bytes.removeLast() }
        context.fireChannelRead(wrapInboundOut(ReceivedLine(bytes: bytes, endsProperly: endsProperly)))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        while try decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
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
