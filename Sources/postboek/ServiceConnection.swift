import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// How commands reach a service, and what they say where they do not.
enum ServiceConnection {
    /// Runs a body with a client that does not wait for a service that is not there.
    ///
    /// - Parameters:
    ///   - caFile: A PEM file with authorities that are trusted besides those of the machine.
    ///   - body: What to do.
    /// - Returns: What the body gives.
    /// - Throws: ``CommandError`` for a file that holds no certificate; what the body throws.
    static func with<Value: Sendable>(
        caFile: String?,
        _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        var settings = HTTPClient.Configuration()
        settings.timeout.connect = .seconds(10)
        // A refusal is an answer: trying again for a minute would only hide it.
        settings.connectionPool.retryConnectionEstablishment = false
        if let caFile { settings.tlsConfiguration = try tls(trusting: caFile) }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private static func tls(trusting file: String) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw CommandError("the file \(file) holds no certificate in PEM (--ca-file, or SSL_CERT_FILE)")
        }
        tls.additionalTrustRoots = [.certificates(certificates)]
        return tls
    }

    /// Why a service was not reached, and what to do.
    static func words(_ error: any Error, url: String) -> String {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return
                "the certificate of the service at \(url) is not trusted here: check the name in the address, and if the "
                + "certificate is from an authority of your own, name its PEM file with --ca-file (or in SSL_CERT_FILE)"
        }
        if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError || text.contains("handshake") {
            return "no TLS connection comes about with \(url); does the service there speak https, or is it plain http?"
        }
        if text.lowercased().contains("refused") {
            return
                "nothing listens at \(url): the connection was refused; is the service running, and is the port right?"
        }
        return "the service at \(url) does not answer; is it running, and is the address right?"
    }
}
