import Mail
import SMTP

/// The method `smtp`: an organization's own mail server, by SMTP submission.
///
/// Sessions stay open for the next copies.
package struct SMTPMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.smtp
    /// The largest mail it takes, in bytes; the server may announce less.
    package let maximumMessageBytes: Int
    /// The settings.
    package let settings: SMTPMethodSettings
    private let pool: SMTPConnectionPool

    /// Makes the method; nothing is connected until the first copy.
    ///
    /// - Throws: ``SMTPMethodSettingsError/missingPassword`` where the settings name a user and there is no password, and
    ///   ``SMTPMethodSettingsError/refused(field:_:)`` for a password that cannot be said.
    package init(
        settings: SMTPMethodSettings,
        password: String?,
        limits: SMTPConnectionPool.Limits = SMTPConnectionPool.Limits(),
        maximumMessageBytes: Int = 50_000_000
    ) throws(SMTPMethodSettingsError) {
        guard settings.username == nil || password?.isEmpty == false else { throw .missingPassword }
        let server = settings.server(password: password)
        do {
            try server.check()
        } catch {
            throw .refused(field: "password", error)
        }
        self.settings = settings
        self.maximumMessageBytes = maximumMessageBytes
        pool = SMTPConnectionPool(server: server, limits: limits)
    }

    /// Delivery is told only where the server was asked to report it; there is nobody to ask later.
    package var knowledge: MethodKnowledge {
        MethodKnowledge(knowsDelivery: settings.notifySuccess, knowsBounces: false, askableForDays: 0)
    }

    /// Offers the copy to the server once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let recipient = SMTPRecipient(
            address: copy.recipientAddress.description,
            notify: settings.notifySuccess ? [.success, .failure, .delay] : [.failure, .delay],
            originalRecipient: copy.recipientAddress.description
        )
        let envelope = SMTPEnvelope(
            sender: settings.returnPath.sender(of: copy).description,
            recipients: [recipient],
            envelopeID: copy.envelopeID
        )
        do {
            return SendResult(try await pool.send(SMTPMessage(copy.bytes), in: envelope))
        } catch {
            return SendResult(error)
        }
    }

    /// Takes leave of the server, as soon as copies under way have ended.
    package func close() async {
        await pool.close()
    }
}
