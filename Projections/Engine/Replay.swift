import Foundation
import GRDB
import Ledger
import MailLedger

/// Folds a ledger anew into a temporary file, as far as a live view has come, and compares the two row for row.
///
/// The live file is only read, and may be in use: what is compared is a copy made at one moment. Copy and replay lie in a
/// folder of their own that is deleted afterwards, since both hold personal data. Rows of an erased person that the live
/// view still holds are differences, as they should be.
///
/// - Parameters:
///   - projection: Which view.
///   - path: The live view's file.
///   - workspace: An existing folder for the temporary files.
///   - ledger: The ledger to fold.
///   - archive: Opens its events.
///   - progress: Is told now and then how many events of how many are folded.
/// - Returns: What differs.
/// - Throws: ``ViewComparisonError``; ``ProjectorError`` or what the archive has against an event.
package func compare<P: Projection>(
    _ projection: P.Type,
    live path: String,
    workspace: String,
    ledger: any LedgerReading,
    archive: MailArchive,
    progress: @Sendable (_ folded: Int64, _ total: Int64) -> Void = { _, _ in }
) async throws -> ViewComparison {
    let folder = "\(workspace)/replay-\(OpaqueID.random())"
    try await Blocking.run {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }
    do {
        let result = try await compare(
            projection,
            live: path,
            in: folder,
            ledger: ledger,
            archive: archive,
            progress: progress
        )
        try await Blocking.run { try FileManager.default.removeItem(atPath: folder) }
        return result
    } catch {
        try? await Blocking.run { try FileManager.default.removeItem(atPath: folder) }
        throw error
    }
}

/// Folds the beginning of a ledger into a temporary file, and gives the hash over what the view then says without personal
/// data: ids, positions and hashes of bodies, so that it is the same before and after an erasure.
///
/// - Parameters:
///   - projection: Which view.
///   - size: How many events to fold; at most as many as the ledger has.
///   - workspace: An existing folder for the temporary file, which is deleted afterwards.
///   - ledger: The ledger to fold.
///   - archive: Opens its events.
///   - progress: Is told now and then how many events of how many are folded.
/// - Returns: The hash; that of a live view with as many events is the same.
/// - Throws: ``ProjectorError`` or what the archive has against an event.
package func stateHash<P: Projection>(
    _ projection: P.Type,
    at size: Int64,
    workspace: String,
    ledger: any LedgerReading,
    archive: MailArchive,
    progress: @Sendable (_ folded: Int64, _ total: Int64) -> Void = { _, _ in }
) async throws -> Hash {
    let path = "\(workspace)/state-\(OpaqueID.random()).sqlite"
    let head = try await ledger.head()
    guard (0...head.size).contains(size) else { throw ProjectorError.ended(at: head.size, expected: size) }
    let queue = try await emptyReplay(projection, path: path, ledger: ledger.id, epoch: head.epoch)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await fold(projection, into: queue, to: size, ledger: ledger, archive: archive, progress: progress)
    return try await Blocking.run {
        let states = try queue.read { db in try P.tables.map { try TableReader(table: $0).state(db) } }
        try queue.close()
        return Hash(of: states.flatMap(\.bytes))
    }
}

private func emptyReplay<P: Projection>(
    _ projection: P.Type,
    path: String,
    ledger: OpaqueID,
    epoch: Int
) async throws -> DatabaseQueue {
    try await Blocking.run {
        let queue = try DatabaseQueue(path: path, configuration: ViewFile.configuration(label: "replay"))
        try queue.write { db in try ViewFile.makeTables(projection, ledger: ledger, epoch: epoch, in: db) }
        return queue
    }
}

private func fold<P: Projection>(
    _ projection: P.Type,
    into queue: DatabaseQueue,
    to end: Int64,
    ledger: any LedgerReading,
    archive: MailArchive,
    progress: @Sendable (Int64, Int64) -> Void
) async throws {
    let projector = Projector<P>(ledger: ledger, archive: archive, writer: queue)
    var size: Int64 = 0
    while size < end {
        let reached = try await projector.step(from: size, to: end)
        guard reached != size else { throw ProjectorError.ended(at: size, expected: end) }
        size = reached
        progress(size, end)
    }
}

private func compare<P: Projection>(
    _ projection: P.Type,
    live path: String,
    in folder: String,
    ledger: any LedgerReading,
    archive: MailArchive,
    progress: @Sendable (Int64, Int64) -> Void
) async throws -> ViewComparison {
    let (live, state) = try await Blocking.run { try copy(projection, path: path, to: "\(folder)/live.sqlite") }
    let head = try await ledger.head()
    guard state.ledger == ledger.id else { throw ViewComparisonError.foreign(reason: "it is of another ledger") }
    guard state.epoch == head.epoch else { throw ViewComparisonError.foreign(reason: "it is of another epoch") }
    guard state.size <= head.size else {
        throw ViewComparisonError.foreign(reason: "it holds \(state.size) events, the ledger \(head.size)")
    }
    let replayed = try await emptyReplay(
        projection,
        path: "\(folder)/replay.sqlite",
        ledger: ledger.id,
        epoch: head.epoch
    )
    try await fold(projection, into: replayed, to: state.size, ledger: ledger, archive: archive, progress: progress)
    return try await Blocking.run {
        let tables = try live.read { liveRows in
            try replayed.read { replayedRows in
                try P.tables.map { try TableReader(table: $0).compare(live: liveRows, replayed: replayedRows) }
            }
        }
        try live.close()
        try replayed.close()
        return ViewComparison(name: P.name, version: P.version, size: state.size, tables: tables)
    }
}

/// Copies a view's file as it is at this moment.
private func copy<P: Projection>(
    _ projection: P.Type,
    path: String,
    to copyPath: String
) throws -> (DatabaseQueue, ViewState) {
    guard FileManager.default.fileExists(atPath: path) else { throw ViewComparisonError.noView(path: path) }
    var configuration = ViewFile.configuration(label: "live")
    configuration.readonly = true
    let live = try DatabaseQueue(path: path, configuration: configuration)
    let copy = try DatabaseQueue(path: copyPath, configuration: ViewFile.configuration(label: "copy"))
    try live.backup(to: copy)
    try live.close()
    guard
        let state = try copy.read(ViewState.load), state.name == P.name, state.version == P.version
    else { throw ViewComparisonError.noView(path: path) }
    return (copy, state)
}
