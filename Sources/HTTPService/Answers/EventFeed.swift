import Hummingbird
import Ledger
import MailLedger
import NIOCore
import Postoffice
import ServiceLifecycle
import Synchronization

/// One reader's live feed of a ledger, as server-sent events.
///
/// At most a page of events is in memory; a reader who is slow is read for slowly. It ends with the reader, with the
/// service, with the ledger, or after a number of events.
struct EventFeed: Sendable {
    let organization: Organization
    let epoch: Int
    let after: Int64?
    let limit: Int
    let heartbeat: Duration

    private static let pageSize = 100

    /// Writes events as they come.
    ///
    /// - Parameters:
    ///   - writer: Where to.
    ///   - body: The request's body, whose end tells that the reader is gone.
    /// - Throws: What the ledger or the connection throws.
    @concurrent func write(to writer: inout any ResponseBodyWriter, until body: RequestBody) async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await body.consumeWithInboundCloseHandler { _ in
            try await withGracefulShutdownHandler {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { [organization] in
                        for await _ in organization.ledger.sizes() { wake.yield() }
                        wake.finish()
                    }
                    group.addTask { [heartbeat] in
                        while !Task.isCancelled {
                            try await Task.sleep(for: heartbeat)
                            wake.yield()
                        }
                    }
                    defer { group.cancelAll() }
                    try await follow(wakes, writer: &writer)
                }
            } onGracefulShutdown: {
                wake.finish()
            }
        } onInboundClosed: {
            wake.finish()
        }
    }

    @concurrent private func follow(_ wakes: AsyncStream<Void>, writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        var (position, left) = (after, limit)
        for await _ in wakes {
            var isSilent = true
            while left > 0 {
                let events = try await organization.events(after: position, limit: min(left, Self.pageSize))
                guard let last = events.last else { break }
                try await writer.write(ByteBuffer(bytes: try events.flatMap { try frame(EventAnswer($0)) }))
                (position, left, isSilent) = (last.position, left - events.count, false)
            }
            guard left > 0 else { return }
            if isSilent { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
        }
    }

    private func frame(_ event: EventAnswer) throws -> [UInt8] {
        Array("id: \(epoch).\(event.position)\nevent: \(event.type)\ndata: ".utf8) + (try JSONAnswer.encode(event))
            + Array("\n\n".utf8)
    }
}

/// How many live feeds are open.
final class FeedCount: Sendable {
    /// A place among them, given back when nobody holds it any more.
    final class Place: Sendable {
        private let count: FeedCount

        fileprivate init(_ count: FeedCount) { self.count = count }

        deinit { count.open.withLock { $0 -= 1 } }
    }

    private let limit: Int
    private let open = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a place; nil if all are taken.
    func take() -> Place? {
        let isFree = open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
        return isFree ? Place(self) : nil
    }
}
