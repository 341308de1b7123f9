import HTTPService
import ServiceLifecycle
import UnixSignals

/// Watches the certificate's files, and reads them anew at once at SIGHUP.
struct CertificateSignals: Service {
    let watch: TLSCertificateWatch

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
                    await watch.reload()
                }
            }
            try await group.waitForAll()
        }
    }
}
