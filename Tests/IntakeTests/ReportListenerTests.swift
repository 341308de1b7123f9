import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing

@testable import Intake

@Suite("The listener for reports")
struct ReportListenerTests {
    private final class Taken: Sendable {
        let mails = Mutex<[HandedOverMail]>([])
    }

    /// Runs a listener, says some lines to it, and gives what it answered.
    private func converse(_ lines: [String], taken: Taken, result: HandOver) async throws -> [String] {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let listener = ReportListener(
            settings: ListenerSettings(host: "127.0.0.1", port: 0, speech: .lmtp, domains: ["bounce.example.com"]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { port.yield($0) }
        ) { mail in
            taken.mails.withLock { $0.append(mail) }
            return result
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: listener)],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        let running = Task { try await group.run() }
        var open = ports.makeAsyncIterator()
        let answers = try await Self.say(lines, port: await open.next() ?? 0)
        await group.triggerGracefulShutdown()
        try await running.value
        return answers
    }

    private static func say(_ lines: [String], port: Int) async throws -> [String] {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: lines.map { "\($0)\r\n" }.joined()))
            var text = ""
            for try await buffer in inbound { text += String(buffer: buffer) }
            return text.split(separator: "\r\n").map(String.init)
        }
    }

    private static let lines = [
        "LHLO mx.example.net", "MAIL FROM:<>", "RCPT TO:<a@bounce.example.com>", "RCPT TO:<b@bounce.example.com>",
        "DATA",
        "Subject: x", "", "text", ".", "QUIT",
    ]

    @Test func `takes a pipelined mail, once for each recipient`() async throws {
        let taken = Taken()
        let answers = try await converse(Self.lines, taken: taken, result: .kept)
        #expect(answers.suffix(3).map { String($0.prefix(3)) } == ["250", "250", "221"])
        #expect(taken.mails.withLock { $0.map(\.recipient) } == ["a@bounce.example.com", "b@bounce.example.com"])
        #expect(taken.mails.withLock { $0.map(\.bytes) }.allSatisfy { $0 == Array("Subject: x\r\n\r\ntext\r\n".utf8) })
    }

    @Test func `lets the server keep what cannot be kept here`() async throws {
        let answers = try await converse(Self.lines, taken: Taken(), result: .later)
        #expect(answers.suffix(3).map { String($0.prefix(3)) } == ["451", "451", "221"])
    }
}
