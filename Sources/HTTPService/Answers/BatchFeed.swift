import Batches
import Hummingbird
import Ledger
import NIOCore
import Postoffice
import ServiceLifecycle

/// The progress of one batch as server-sent events, until it is complete.
struct BatchFeed: Sendable {
    let organization: Organization
    let batch: OpaqueID
    let heartbeat: Duration

    /// How often a reader is told something new, at most.
    private static let interval = Duration.milliseconds(250)

    /// Writes how far the batch has come, whenever that changes.
    @concurrent func write(to writer: inout any ResponseBodyWriter, until body: RequestBody) async throws {
        let (ticks, tick) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await body.consumeWithInboundCloseHandler { _ in
            try await withGracefulShutdownHandler {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !Task.isCancelled {
                            tick.yield()
                            try await Task.sleep(for: Self.interval)
                        }
                    }
                    defer { group.cancelAll() }
                    try await follow(ticks, writer: &writer)
                }
            } onGracefulShutdown: {
                tick.finish()
            }
        } onInboundClosed: {
            tick.finish()
        }
    }

    @concurrent private func follow(_ ticks: AsyncStream<Void>, writer: inout any ResponseBodyWriter) async throws {
        var told: BatchAnswer?
        var last = ContinuousClock.now
        for await _ in ticks {
            let answer = BatchAnswer(try await organization.batch(batch))
            if answer != told {
                let frame = Array("event: progress\ndata: ".utf8) + (try JSONAnswer.encode(answer)) + Array("\n\n".utf8)
                try await writer.write(ByteBuffer(bytes: frame))
                (told, last) = (answer, .now)
            } else if ContinuousClock.now - last >= heartbeat {
                try await writer.write(ByteBuffer(string: ": still here\n\n"))
                last = .now
            }
            if answer.state == .complete || answer.state == .cancelled { return }
        }
    }
}
