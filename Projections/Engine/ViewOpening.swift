import GRDB
import Ledger
import Logging
import MailLedger

extension View {
    /// Opens the view and folds everything up to the ledger's present head; makes its file if there is none.
    ///
    /// An event that cannot be folded is logged, and the view stays just before it: the rest of the service works on.
    ///
    /// - Parameters:
    ///   - folder: Where its file lies, or is to be made.
    ///   - ledger: What it follows.
    ///   - archive: Opens the ledger's events.
    ///   - erased: The ledger size up to which erasures' keys are known to be gone; a file from before is built anew.
    ///   - logger: Where to report.
    /// - Returns: The view.
    /// - Throws: What the file system or SQLite has against the file, or the ledger against being read.
    package static func open(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        erased: Int64 = 0,
        logger: Logger
    ) async throws -> View {
        var logger = logger
        logger[metadataKey: LogKey.view] = "\(P.name)"
        let opening = ViewOpening<P>(
            file: ViewFile(folder: folder, of: P.self),
            ledger: ledger,
            archive: archive,
            erased: erased,
            logger: logger
        )
        if let view = try await opening.attempt(mayRebuild: true) { return view }
        guard let view = try await opening.attempt(mayRebuild: false) else { throw ViewError.unusable(P.name) }
        return view
    }
}

extension View {
    /// Opens the view of a damaged ledger as it was left, for reading alone: nothing is folded, rebuilt or deleted.
    ///
    /// What a view folded before the damage is evidence too, and more than the ledger may still be able to tell.
    ///
    /// - Returns: nil where there is no such view of this ledger, or it cannot be read.
    package static func openAsLeft(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        logger: Logger
    ) async -> View? {
        let file = ViewFile(folder: folder, of: P.self)
        guard
            let (pool, state) = try? await Blocking.run({ try file.openForReading() }),
            state.name == P.name, state.version == P.version, state.ledger == ledger.id
        else { return nil }
        let projector = Projector<P>(ledger: ledger, archive: archive, writer: pool)
        return View(pool: pool, projector: projector, size: state.size, logger: logger)
    }
}

/// Why a view could not be opened.
package enum ViewError: Error, Hashable, Sendable {
    /// The file was deleted and made anew, and does not fit the ledger even so.
    case unusable(String)
    /// A file cannot be made at this path.
    case notWritable(path: String)
}

/// One opening of a view.
private struct ViewOpening<P: Projection>: Sendable {
    let file: ViewFile
    let ledger: any LedgerReading
    let archive: MailArchive
    let erased: Int64
    let logger: Logger

    /// Opens the file; nil where it could not be used and was deleted.
    func attempt(mayRebuild: Bool) async throws -> View<P>? {
        let head = try await ledger.head()
        let file = file
        let ledgerID = ledger.id
        let erased = erased
        let pool: DatabasePool
        let state: ViewState?
        do {
            (pool, state) = try await Blocking.run {
                try file.open(P.self, ledger: ledgerID, epoch: head.epoch, purged: erased)
            }
        } catch let error as DatabaseError where error.spoilsView && mayRebuild {
            try await rebuild(View<P>.explanation(of: error), closing: nil)
            return nil
        }
        if let reason = try await misfit(state, head: head) {
            try await rebuild(reason, closing: pool)
            return nil
        }
        let projector = Projector<P>(ledger: ledger, archive: archive, writer: pool)
        let view = View<P>(pool: pool, projector: projector, size: state?.size ?? 0, logger: logger)
        do {
            try await view.catchUp()
            try await removeOtherVersions()
        } catch let error as DatabaseError where error.spoilsView && mayRebuild {
            try await rebuild(View<P>.explanation(of: error), closing: pool)
            return nil
        } catch {
            guard !Task.isCancelled else { throw error }
            view.note(error)
        }
        return view
    }

    /// Why a file cannot be this view of this ledger; nil if it can.
    private func misfit(_ state: ViewState?, head: LedgerHead) async throws -> String? {
        guard let state else { return "the file is no view" }
        guard state.name == P.name, state.version == P.version else { return "the file is another view" }
        guard state.ledger == ledger.id else { return "the view is of another ledger" }
        guard state.epoch == head.epoch else { return "the ledger was restored since: another epoch" }
        guard state.size <= head.size else { return "the view holds more events than the ledger" }
        guard state.purged >= erased else { return "the view is from before an erasure" }
        guard state.size > 0 else { return nil }
        let last = try await ledger.events(from: state.size - 1, limit: 1).first
        guard let last, state.last == Hash(of: last.entry) else { return "the ledger has another history" }
        return nil
    }

    private func rebuild(_ reason: String, closing pool: DatabasePool?) async throws {
        logger.warning("view is deleted and built anew", metadata: [LogKey.reason: "\(reason)"])
        let file = file
        try await Blocking.run {
            try pool?.close()
            try file.remove()
        }
    }

    private func removeOtherVersions() async throws {
        let file = file
        let removed = try await Blocking.run { try file.removeOtherVersions() }
        guard !removed.isEmpty else { return }
        logger.notice(
            "view has caught up; files of other versions are deleted",
            metadata: [LogKey.versions: "\(removed)"]
        )
    }
}

extension DatabaseError {
    /// Whether the file itself is at fault, not the disk or another user of the file.
    fileprivate var spoilsView: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_FORMAT: true
        default: false
        }
    }
}
