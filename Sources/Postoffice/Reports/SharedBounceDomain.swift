import Certificates
import Intake
import Logging
import ServiceLifecycle

/// Where the reports of a bounce domain are taken in that all organizations share.
package struct SharedBounceDomain: Hashable, Sendable {
    /// The address to listen on.
    package var host: String
    /// The port; 0 lets the system choose one.
    package var port: Int
    /// `lmtp` or `smtp`.
    package var speech: String
    /// The domains whose mail is taken.
    package var domains: [String]

    /// Names a place.
    package init(host: String, port: Int, speech: String, domains: [String]) {
        self.host = host
        self.port = port
        self.speech = speech
        self.domains = domains
    }
}

extension Postoffice {
    /// A service that takes reports from mail servers, for whichever organization's mail they are about.
    ///
    /// - Parameters:
    ///   - domain: Where, and which domains.
    ///   - certificate: What TLS is spoken with, where a server asks for it; nil offers none.
    ///   - logger: Where trouble is noted.
    ///   - onListening: Called with the port, once it listens.
    /// - Returns: The service; it ends at a graceful shutdown.
    /// - Throws: ``PostofficeError/invalid(_:)`` for settings that cannot be used.
    package func reportListener(
        _ domain: SharedBounceDomain,
        certificate: TLSCertificate? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) throws -> any Service {
        guard let speech = ListenerSettings.Speech(rawValue: domain.speech) else {
            throw PostofficeError.invalid([FieldProblem("report.speech", "is neither lmtp nor smtp")])
        }
        guard !domain.domains.isEmpty else {
            throw PostofficeError.invalid([FieldProblem("report.domains", "is empty; name the bounce domain")])
        }
        let settings = ListenerSettings(
            host: domain.host,
            port: domain.port,
            speech: speech,
            domains: Set(domain.domains)
        )
        return ReportListener(
            settings: settings,
            certificate: certificate,
            logger: logger,
            onListening: onListening
        ) { handed in
            let mail = IncomingMail(
                source: speech.rawValue,
                bytes: handed.bytes,
                sender: handed.sender,
                recipients: [handed.recipient]
            )
            do {
                let taken = try await self.take(mail).report
                let isKept = taken.outcome.report != nil || !taken.outcome.added.isEmpty || taken.outcome.repeated > 0
                return isKept ? .kept : .refused
            } catch PostofficeError.tooLarge {
                return .refused
            } catch {
                logger.warning("a report could not be kept", metadata: ["error": "\(type(of: error))"])
                return .later
            }
        }
    }
}
