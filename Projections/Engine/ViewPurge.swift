import Foundation
import GRDB
import Ledger
import MailLedger

extension View {
    /// Builds the view anew with the keys that are left, and puts it in the place of the old one, page by page.
    ///
    /// Afterwards no byte of what only destroyed keys opened is left in the file, its free pages or its log: every page was
    /// written by a fold that could not open it. Readers see the old rows until the moment of the change, and the new ones
    /// since. Costs as much as building the view.
    ///
    /// - Parameter size: The ledger size up to which keys that erasures destroyed are gone.
    /// - Throws: What the file system, SQLite or the ledger has against it; then the old rows are still there.
    package func purge(through size: Int64) async throws {
        projector.opening.advance()
        let path = ViewFile.purgePath(of: pool.path)
        let head = try await projector.ledger.head()
        let ledger = projector.ledger.id
        let queue = try await Blocking.run {
            try ViewFile.removeFiles(path)
            let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: permissions) else {
                throw ViewError.notWritable(path: path)
            }
            let queue = try DatabaseQueue(path: path, configuration: ViewFile.configuration(label: "\(P.name).purge"))
            try queue.writeWithoutTransaction { db in
                // If power fails, the file is thrown away.
                try db.execute(sql: "PRAGMA synchronous = OFF")
            }
            try queue.write { db in
                try ViewFile.makeTables(P.self, ledger: ledger, epoch: head.epoch, purged: size, in: db)
            }
            return queue
        }
        do {
            try await fill(queue)
            try await emptyLog()
        } catch {
            try? await Blocking.run {
                try queue.close()
                try ViewFile.removeFiles(path)
            }
            throw error
        }
        try await Blocking.run {
            try queue.close()
            try ViewFile.removeFiles(path)
        }
    }

    /// The ledger size up to which erasures have left nothing here.
    package func purged() async throws -> Int64 {
        try await pool.read { db in try ViewState.load(db)?.purged ?? 0 }
    }

    /// Folds everything into the new file, and copies it over the live one as soon as both have come equally far.
    private func fill(_ queue: DatabaseQueue) async throws {
        let copy = Projector<P>(ledger: projector.ledger, archive: projector.archive, writer: queue)
        var size: Int64 = 0
        while true {
            let goal = progress.size
            while size < goal {
                try Task.checkCancellation()
                let reached = try await copy.step(from: size, to: goal)
                guard reached != size else { throw ProjectorError.ended(at: size, expected: goal) }
                size = reached
            }
            let (pool, filled) = (pool, size)
            let isDone = try await Blocking.run {
                try pool.writeWithoutTransaction { live in
                    guard try ViewState.size(in: live) == filled else { return false }
                    try queue.read { db in try db.backup(to: live) }
                    return true
                }
            }
            if isDone { return }
        }
    }

    /// Writes the log into the file and empties it; a reader that holds an old state is waited for.
    private func emptyLog() async throws {
        let pool = pool
        for _ in 0..<200 {
            do {
                try await Blocking.run {
                    _ = try pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
                }
                return
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw ViewError.unusable("\(P.name): a reader keeps what was erased in the log")
    }
}
