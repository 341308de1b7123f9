import Backups
import Logging
import Metrics
import ServiceLifecycle

/// Backs the data folder of a running service up, again and again.
struct BackupTimer: Service {
    let backups: FolderBackups
    let interval: Duration
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let summaries = try await backups.run()
                Counter(label: "postboek_backups", dimensions: [("result", "done")]).increment()
                let bytes = summaries.reduce(0) { $0 + $1.bytes }
                logger.info("backup made", metadata: ["organizations": "\(summaries.count)", "bytes": "\(bytes)"])
            } catch {
                // The service works on: an old backup is no reason to stop sending.
                Counter(label: "postboek_backups", dimensions: [("result", "failed")]).increment()
                logger.error("backup failed", metadata: ["reason": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}
