import Foundation
import NIOSSL
import Synchronization

/// A certificate by which TLS is spoken, read from files and read anew when they change.
///
/// A connection keeps what it began with; new ones get the newest that could be used.
package final class TLSCertificate: Sendable {
    private struct State {
        var context: NIOSSLContext
        var seen: [FileStamp]
    }

    private let certificate: String
    private let key: String
    private let protocols: [String]
    private let state: Mutex<State>

    /// Reads a certificate and its key.
    ///
    /// - Parameters:
    ///   - certificate: A PEM file with the server's certificate first, then those that lead to its root.
    ///   - key: A PEM file with the private key, without a password.
    ///   - protocols: The protocols to offer by ALPN (RFC 7301); none where it is left out.
    /// - Throws: ``TLSCertificateError``.
    package init(certificate: String, key: String, protocols: [String] = []) throws(TLSCertificateError) {
        (self.certificate, self.key, self.protocols) = (certificate, key, protocols)
        let seen = [FileStamp(certificate), FileStamp(key)]
        state = Mutex(
            State(context: try Self.context(certificate: certificate, key: key, protocols: protocols), seen: seen)
        )
    }

    /// What new connections begin with.
    package var context: NIOSSLContext { state.withLock { $0.context } }

    /// Reads the files anew; what was read before stays where they cannot be used.
    ///
    /// - Throws: ``TLSCertificateError``.
    package func reload() throws(TLSCertificateError) {
        // Taken first: a change while they are read is seen the next time.
        let seen = [FileStamp(certificate), FileStamp(key)]
        state.withLock { $0.seen = seen }
        let context = try Self.context(certificate: certificate, key: key, protocols: protocols)
        state.withLock { $0.context = context }
    }

    /// Reads the files anew if they are not those that were read last.
    ///
    /// - Returns: Whether they changed.
    /// - Throws: ``TLSCertificateError``; not again until they change again.
    package func reloadIfChanged() throws(TLSCertificateError) -> Bool {
        let now = [FileStamp(certificate), FileStamp(key)]
        guard now != state.withLock({ $0.seen }) else { return false }
        try reload()
        return true
    }

    private static func context(
        certificate: String,
        key: String,
        protocols: [String]
    ) throws(TLSCertificateError) -> NIOSSLContext {
        let certificates: [NIOSSLCertificate]
        let certificateBytes = try bytes(certificate)
        do { certificates = try NIOSSLCertificate.fromPEMBytes(certificateBytes) } catch {
            throw TLSCertificateError(file: certificate, problem: "holds no certificate in PEM form")
        }
        guard !certificates.isEmpty else {
            throw TLSCertificateError(file: certificate, problem: "holds no certificate in PEM form")
        }
        let keyBytes = try bytes(key)
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(bytes: keyBytes, format: .pem) } catch {
            let isLocked = String(decoding: keyBytes, as: UTF8.self).contains("ENCRYPTED")
            let problem = isLocked ? "has a password; store it without one, readable by the service alone" : nil
            throw TLSCertificateError(file: key, problem: problem ?? "holds no private key in PEM form")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = protocols
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw TLSCertificateError(
                file: key,
                problem: "does not belong to the first certificate in \(certificate); the server's own has to be first"
            )
        }
    }

    private static func bytes(_ path: String) throws(TLSCertificateError) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw TLSCertificateError(file: path, problem: "does not exist")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count < 1_000_000 else {
            throw TLSCertificateError(file: path, problem: "cannot be read; is the service's user allowed to?")
        }
        return Array(data)
    }

    /// What of a file shows that it is another one.
    private struct FileStamp: Equatable {
        private let size: Int?
        private let inode: Int?
        private let changed: Date?

        init(_ path: String) {
            // A link is followed, for that is how certificates are replaced.
            let target = URL(filePath: path).resolvingSymlinksInPath().path
            let found = try? FileManager.default.attributesOfItem(atPath: target)
            size = found?[.size] as? Int
            inode = found?[.systemFileNumber] as? Int
            changed = found?[.modificationDate] as? Date
        }
    }
}

/// Why a certificate cannot be used.
package struct TLSCertificateError: Error, CustomStringConvertible {
    /// The file at fault.
    package let file: String
    /// What is wrong with it, and what to do.
    package let problem: String

    /// The whole in words.
    package var description: String { "\(file) \(problem)" }
}
