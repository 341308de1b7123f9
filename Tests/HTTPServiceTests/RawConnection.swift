import NIOCore
import NIOPosix

/// A connection to the service by which anything can be said, also what no HTTP client would.
enum RawConnection {
    /// Connects, hands the connection to a body, and closes it.
    static func open<Value: Sendable>(
        port: Int,
        _ body: @escaping @Sendable (Writer, Reader) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(Writer(outbound: outbound), Reader(inbound: inbound))
        }
    }

    /// Says something and hears what is answered, until the service closes the connection.
    static func ask(port: Int, _ text: String) async throws -> String {
        try await open(port: port) { writer, reader in
            // A service that has closed already is heard all the same.
            try? await writer.write(text)
            return await reader.rest()
        }
    }

    struct Writer: Sendable {
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func write(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text))
        }
    }

    /// What the service says; asked once, for its beginning or for all of it.
    struct Reader: Sendable {
        fileprivate let inbound: NIOAsyncChannelInboundStream<ByteBuffer>

        /// The first that arrives; nil at the end, also at a broken one.
        func first() async -> String? {
            do {
                for try await piece in inbound { return String(buffer: piece) }
            } catch {
                return nil
            }
            return nil
        }

        /// All that arrives until the end.
        func rest() async -> String {
            var text = ""
            do {
                for try await piece in inbound { text += String(buffer: piece) }
            } catch {
                return text
            }
            return text
        }
    }
}
