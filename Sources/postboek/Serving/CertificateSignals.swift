import Certificates
import HTTPService
import ServiceLifecycle
import UnixSignals

/// Watches the certificates' files, and reads them anew at once at SIGHUP.
struct CertificateSignals: Service {
    let watches: [TLSCertificateWatch]

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for watch in watches { group.addTask { try await watch.run() } }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
                    for watch in watches { await watch.reload() }
                }
            }
            try await group.waitForAll()
        }
    }
}
