import DKIM
import Ledger
import Mail
import SMTP

/// The method `own-domain`: an organization's domain over the operator's relay, each copy signed when it leaves.
package struct OwnDomainMethod: SendingMethod {
    /// The method.
    package let kind = MethodKind.ownDomain
    /// The largest mail it takes, in bytes; the relay may announce less.
    package let maximumMessageBytes: Int
    private let signer: DKIMSigner
    private let bounceDomain: String?
    private let clock: any DispatchClock
    private let pool: SMTPConnectionPool

    /// Makes the method; nothing is connected until the first copy.
    ///
    /// - Parameters:
    ///   - relay: Where copies go.
    ///   - signer: Signs them.
    ///   - bounceDomain: The domain that reports come back to; nil for the sender's own address.
    ///   - maximumMessageBytes: The largest mail, in bytes.
    ///   - clock: The time of signing.
    package init(
        relay: RelayServer,
        signer: DKIMSigner,
        bounceDomain: String?,
        maximumMessageBytes: Int = 50_000_000,
        clock: any DispatchClock = SystemDispatchClock()
    ) {
        self.signer = signer
        self.bounceDomain = bounceDomain
        self.maximumMessageBytes = maximumMessageBytes
        self.clock = clock
        pool = SMTPConnectionPool(server: relay.server, limits: SMTPConnectionPool.Limits())
    }

    /// What it can find out.
    package var knowledge: MethodKnowledge { Self.knowledge(bounceDomain: bounceDomain) }

    static func knowledge(bounceDomain: String?) -> MethodKnowledge {
        MethodKnowledge(knowsDelivery: false, knowsBounces: bounceDomain != nil, askableForDays: 0)
    }

    /// Signs the copy, and offers it to the relay once.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        let signed: [UInt8]
        do {
            signed = try signer.signatureFields(for: copy.bytes, at: clock.now().microseconds / 1_000_000) + copy.bytes
        } catch {
            return unsigned(error)
        }
        let recipient = SMTPRecipient(
            address: copy.recipientAddress.description,
            notify: [.failure, .delay],
            originalRecipient: copy.recipientAddress.description
        )
        let envelope = SMTPEnvelope(
            sender: returnPath(of: copy).description,
            recipients: [recipient],
            envelopeID: copy.envelopeID
        )
        do {
            let outcome = try await pool.send(SMTPMessage(signed), in: envelope)
            SendingDialogue.current?.add(outcome.evidence.transcript)
            return SendResult(outcome, of: kind)
        } catch {
            return SendResult(error, of: kind)
        }
    }

    /// Takes leave of the relay, as soon as copies under way have ended.
    package func close() async {
        await pool.close()
    }

    /// A tagged address of the bounce domain, so that a report proves which copy it is about; else the sender's own.
    private func returnPath(of copy: OutgoingCopy) -> EmailAddress {
        if let asked = copy.returnPath { return asked }
        return bounceDomain.flatMap { ReturnPathTag.bounceAddress(domain: $0, tag: copy.envelopeID) } ?? copy.sender
    }

    private func unsigned(_ error: DKIMError) -> SendResult {
        var report = SendReport(method: kind, stage: "sign")
        report.failure = error.description
        switch error {
        case .malformedHeader, .notOneFrom:
            report.failureClass = .blocked
            return .rejected(report)
        case .badSelector, .badDomain, .noKeys, .keyFailure: return .deferred(report, pauses: true)
        }
    }
}
