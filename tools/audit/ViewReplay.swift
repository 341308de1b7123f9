import Ledger
import MailLedger
import ProjectionEngine

/// Replays the views of one folder, one after another.
struct ViewReplay {
    let folder: AuditedFolder
    let reader: LedgerFolderReader
    let archive: MailArchive
    let workspace: Workspace
    let options: AuditOptions
    /// After how many events the state is wanted too; nil for only that of the live view.
    var size: Int64?

    /// Folds a projection anew as far as its live view has come, and compares the two; and as far as was asked for.
    func replay<P: Projection>(_ projection: P.Type) async throws -> ReplayReport.ViewReport {
        var report = try await compared(projection)
        guard let size, report.status != .failed else { return report }
        if size == report.events {
            report.stateThen = report.replayedState
        } else {
            report.stateThen = try await stateHash(
                projection,
                at: size,
                workspace: workspace.path,
                ledger: reader,
                archive: archive
            ).description
        }
        return report
    }

    private func compared<P: Projection>(_ projection: P.Type) async throws -> ReplayReport.ViewReport {
        let bar = ProgressBar(P.name, isWanted: options.progress)
        defer { bar.finish() }
        do {
            let live = try workspace.quietCopy(of: View<P>.path(in: folder.views))
            let comparison = try await compare(
                projection,
                live: live,
                workspace: workspace.path,
                ledger: reader,
                archive: archive,
                progress: { bar.show($0, of: $1) }
            )
            return ReplayReport.ViewReport(comparison)
        } catch ViewComparisonError.noView {
            return ReplayReport.ViewReport(name: P.name, version: P.version, status: .missing)
        } catch ViewComparisonError.foreign(let reason) {
            return ReplayReport.ViewReport(name: P.name, version: P.version, status: .foreign, reason: reason)
        } catch let error as ProjectorError {
            return ReplayReport.ViewReport(name: P.name, version: P.version, status: .failed, reason: "\(error)")
        } catch let error as MailArchiveError {
            return ReplayReport.ViewReport(name: P.name, version: P.version, status: .failed, reason: "\(error)")
        } catch let error as SealingError {
            return ReplayReport.ViewReport(
                name: P.name,
                version: P.version,
                status: .failed,
                reason: "a sealed part does not open (\(error)); `postboek-audit verify` says which"
            )
        }
    }
}
