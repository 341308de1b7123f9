import Logging
import Mail
import ServiceLifecycle

/// Checks the domains of an organization's methods again and again, so that a record that breaks is heard of.
struct DomainWatch: Service {
    /// The methods that are set up, sandbox aside.
    let methods: @Sendable () async throws -> [MethodKind]
    /// Checks the domain of one of them, and records what changed.
    let check: @Sendable (MethodKind) async throws -> Void
    /// How long after the start the first round begins, and how long the pauses between rounds are.
    let pauses: (first: Duration, next: Duration)
    /// Waits; what tests put a clock of their own in for.
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    let logger: Logger

    /// Checks until graceful shutdown, or cancellation.
    func run() async {
        var pause = pauses.first
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await cancelWhenGracefulShutdown { [sleep, pause] in try await sleep(pause) }
            } catch {
                return
            }
            await checkAll()
            pause = pauses.next
        }
    }

    private func checkAll() async {
        let kinds: [MethodKind]
        do {
            kinds = try await methods()
        } catch {
            return logger.error("domains not checked", metadata: ["error": "\(type(of: error))"])
        }
        for kind in kinds where !Task.isShuttingDownGracefully {
            do {
                try await check(kind)
            } catch {
                let facts: Logger.Metadata = ["method": "\(kind.rawValue)", "error": "\(type(of: error))"]
                logger.error("domain not checked", metadata: facts)
            }
        }
    }
}
