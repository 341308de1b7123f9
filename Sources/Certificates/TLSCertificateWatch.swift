import Dispatch
import Logging
import ServiceLifecycle

/// Looks from time to time whether a certificate's files changed, and reads them anew.
package struct TLSCertificateWatch: Service {
    let certificate: TLSCertificate
    let interval: Duration
    let logger: Logger

    /// Watches a certificate.
    ///
    /// - Parameters:
    ///   - certificate: Whose files.
    ///   - interval: How often to look.
    ///   - logger: Where it says what it did, and why not.
    package init(_ certificate: TLSCertificate, interval: Duration = .seconds(10), logger: Logger) {
        (self.certificate, self.interval, self.logger) = (certificate, interval, logger)
    }

    /// Looks until graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            await look(isAsked: false)
        }
    }

    /// Reads the files anew, also where they look unchanged.
    package func reload() async {
        await look(isAsked: true)
    }

    private func look(isAsked: Bool) async {
        let found: Result<Bool, TLSCertificateError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(TLSCertificateError) in
                        guard isAsked else { return try certificate.reloadIfChanged() }
                        try certificate.reload()
                        return true
                    }
                )
            }
        }
        switch found {
        case .success(true): logger.notice("the certificate was read anew; new connections get it")
        case .success(false): break
        case .failure(let error):
            logger.error("the certificate stays as it was", metadata: ["reason": "\(error)"])
        }
    }
}
