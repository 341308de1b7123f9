import NIOCore
import NIOPosix
import NIOSSL

/// TLS for a session: full verification, always.
enum SMTPTLS {
    /// Reads the trust roots, away from the cooperative pool.
    static func context(trustRootsPEMPath path: String?) async throws(SMTPFailure) -> NIOSSLContext {
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                var configuration = TLSConfiguration.makeClientConfiguration()
                configuration.certificateVerification = .fullVerification
                configuration.minimumTLSVersion = .tlsv12
                if let path {
                    configuration.additionalTrustRoots = [.file(path)]
                }
                return try NIOSSLContext(configuration: configuration)
            }
        } catch {
            let file = path.map { "the file of trusted certificates \($0)" } ?? "the system's trusted certificates"
            throw SMTPFailure(.trustRootsUnreadable, "\(file) cannot be read as PEM (\(error)); nothing was sent")
        }
    }

    /// The name for SNI and verification; `nil` for an IP address, which is verified as such and never named in SNI.
    static func verifiedName(of host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    /// The failure behind an error of the handshake.
    static func failure(_ error: any Error, host: String) -> SMTPFailure {
        let text = String(describing: error)
        if let extra = error as? NIOSSLExtraError,
            extra == .failedToValidateHostname || extra == .serverHostnameImpossibleToMatch
        {
            return SMTPFailure(
                .certificateRefused,
                "the server's certificate does not carry the name \(host); use the name in its certificate. Nothing was sent"
            )
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") || (error as? NIOSSLError) == .unableToValidateCertificate {
            return SMTPFailure(
                .certificateRefused,
                "the certificate of \(host) is not trusted: it has expired or its issuer is unknown; renew it, or name the "
                    + "issuer's certificate as a trust root. Nothing was sent"
            )
        }
        return SMTPFailure(
            .tlsFailed,
            "the TLS handshake with \(host) failed; check that the port expects TLS of version 1.2 or later (\(text))"
        )
    }
}
