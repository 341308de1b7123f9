import GRDB
import Ledger
import Logging
import MailLedger

/// A projection's view of one ledger, in a file of its own, kept up with the ledger.
///
/// The file `NAME-vVERSION.sqlite` holds the tables and, written in the same transaction, how many events they hold. It is
/// never the truth: one that is damaged, or belongs to another ledger, epoch or history, is deleted and built anew.
///
/// A program with a new version of a projection no longer has the code of the old one, so it cannot keep the old file up to
/// date while it builds the new one. It builds the new file beside the old one, which stays as it is until the new one has
/// caught up, and only then deletes it; ``open(folder:ledger:archive:logger:)`` returns when that is done. So a program
/// that is stopped halfway, or put back to its older version, finds its file as it left it.
package final class View<P: Projection>: Sendable {
    let pool: DatabasePool
    let projector: Projector<P>
    let progress: ViewProgress
    private let logger: Logger

    init(pool: DatabasePool, projector: Projector<P>, size: Int64, logger: Logger) {
        self.pool = pool
        self.projector = projector
        self.progress = ViewProgress(size: size)
        self.logger = logger
    }

    /// Where the view's file lies.
    package static func path(in folder: String) -> String {
        ViewFile(folder: folder, of: P.self).path
    }

    /// How many events are folded.
    package func position() -> Int64 {
        progress.size
    }

    /// Waits until the view holds this many events: who appended something reads it back so.
    ///
    /// - Returns: Whether it came that far in time. A cancelled task gets an answer at once.
    package func wait(until size: Int64, timeout: Duration) async -> Bool {
        if progress.size >= size { return true }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.progress.reached(size) }
            group.addTask { try? await Task.sleep(for: timeout) }
            await group.next()
            group.cancelAll()
        }
        return progress.size >= size
    }

    /// Runs a query on one state of the view, beside whatever is being folded.
    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await pool.read(query)
    }

    /// Folds everything up to the ledger's present head.
    ///
    /// May be called at any time, also beside ``run()``: an event is folded once.
    package func catchUp() async throws {
        try await catchUp(to: try await projector.ledger.head().size)
    }

    /// Follows the ledger until the task is cancelled or the ledger is closed.
    ///
    /// What is being folded at that moment is finished. A failure is logged and tried again after a pause, which grows from
    /// one second to a minute; meanwhile queries see the view as it was.
    package func run() async throws {
        for await size in projector.ledger.sizes() {
            var pause = Duration.seconds(1)
            while !Task.isCancelled {
                do {
                    try await catchUp(to: size)
                    break
                } catch {
                    guard !Task.isCancelled else { return }
                    note(error, pause: pause)
                }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    /// Closes the file; later queries fail.
    package func close() async throws {
        let pool = pool
        try await Blocking.run { try pool.close() }
    }

    private func catchUp(to end: Int64) async throws {
        var size = progress.size
        while size < end {
            try Task.checkCancellation()
            let reached = try await projector.step(from: size, to: end)
            progress.advance(to: reached)
            guard reached != size else { throw ProjectorError.ended(at: size, expected: end) }
            if reached / Self.noticeable > size / Self.noticeable {
                logger.info(
                    "view is catching up",
                    metadata: [LogKey.position: "\(reached)", LogKey.head: "\(end)"]
                )
            }
            size = reached
        }
    }

    private static var noticeable: Int64 { 50_000 }

    func note(_ error: any Error, pause: Duration? = nil) {
        logger.error(
            "view cannot fold the next events",
            metadata: [
                LogKey.position: "\(progress.size)", LogKey.reason: "\(Self.explanation(of: error))",
                LogKey.pause: "\(pause.map { "\($0)" } ?? "none")",
            ]
        )
    }

    // An error's own description may hold values of columns, and those may be personal.
    static func explanation(of error: any Error) -> String {
        switch error {
        case let error as DatabaseError: "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        case let error as ProjectorError: "\(error)"
        case let error as MailArchiveError: "\(error)"
        case let error as SealingError: "\(error)"
        case let error as KeyStoreError: "\(error)"
        default: "\(type(of: error))"
        }
    }
}

enum LogKey {
    static let view = "view"
    static let position = "position"
    static let head = "head"
    static let reason = "reason"
    static let pause = "pause"
    static let versions = "versions"
}
