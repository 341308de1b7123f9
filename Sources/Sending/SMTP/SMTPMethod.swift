import Mail
import SMTP

/// A mail server, by SMTP submission: an organization's own, or the operator's relay.
///
/// Sessions stay open for the next copies.
package struct SMTPMethod: SendingMethod {
    /// The kind of method that it serves.
    package let kind: MethodKind
    /// What it can find out.
    package let knowledge: MethodKnowledge
    /// The largest mail it takes, in bytes; the server may announce less.
    package let maximumMessageBytes: Int
    private let returnPath: SMTPReturnPath
    private let notifySuccess: Bool
    private let pool: SMTPConnectionPool

    /// Makes a method of a server; nothing is connected until the first copy.
    ///
    /// - Parameters:
    ///   - kind: The kind of method that it serves.
    ///   - server: The server, checked.
    ///   - returnPath: What stands in MAIL FROM.
    ///   - notifySuccess: Whether the server is asked to report successful delivery too.
    ///   - knowledge: What it can find out.
    ///   - limits: How many sessions, for how long.
    ///   - maximumMessageBytes: The largest mail it takes.
    package init(
        _ kind: MethodKind,
        server: SMTPServer,
        returnPath: SMTPReturnPath,
        notifySuccess: Bool = false,
        knowledge: MethodKnowledge,
        limits: SMTPConnectionPool.Limits = SMTPConnectionPool.Limits(),
        maximumMessageBytes: Int = 50_000_000
    ) {
        self.kind = kind
        self.knowledge = knowledge
        self.returnPath = returnPath
        self.notifySuccess = notifySuccess
        self.maximumMessageBytes = maximumMessageBytes
        pool = SMTPConnectionPool(server: server, limits: limits)
    }

    /// Makes the method `smtp`; nothing is connected until the first copy.
    ///
    /// - Throws: ``SMTPMethodSettingsError/missingPassword`` where the settings name a user and there is no password, and
    ///   ``SMTPMethodSettingsError/refused(field:_:)`` for a password that cannot be said.
    package init(
        settings: SMTPMethodSettings,
        password: String?,
        addresses: SMTPAddressRule = .any,
        limits: SMTPConnectionPool.Limits = SMTPConnectionPool.Limits(),
        maximumMessageBytes: Int = 50_000_000
    ) throws(SMTPMethodSettingsError) {
        guard settings.username == nil || password?.isEmpty == false else { throw .missingPassword }
        var server = settings.server(password: password)
        server.addresses = addresses
        do {
            try server.check()
        } catch {
            throw .refused(field: "password", error)
        }
        self.init(
            .smtp,
            server: server,
            returnPath: settings.returnPath,
            notifySuccess: settings.notifySuccess,
            // Delivery is told only where the server was asked to report it; there is nobody to ask later.
            knowledge: MethodKnowledge(
                knowsDelivery: settings.notifySuccess,
                knowsBounces: false,
                askableForDays: 0
            ),
            limits: limits,
            maximumMessageBytes: maximumMessageBytes
        )
    }

    /// Offers the copy to the server once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let recipient = SMTPRecipient(
            address: copy.recipientAddress.description,
            notify: notifySuccess ? [.success, .failure, .delay] : [.failure, .delay],
            originalRecipient: copy.recipientAddress.description
        )
        let envelope = SMTPEnvelope(
            sender: returnPath.sender(of: copy).description,
            recipients: [recipient],
            envelopeID: copy.envelopeID
        )
        do {
            let outcome = try await pool.send(SMTPMessage(copy.bytes), in: envelope)
            SendingDialogue.current?.add(outcome.evidence.transcript)
            return SendResult(outcome, of: kind)
        } catch {
            return SendResult(error, of: kind)
        }
    }

    /// Takes leave of the server, as soon as copies under way have ended.
    package func close() async {
        await pool.close()
    }
}
