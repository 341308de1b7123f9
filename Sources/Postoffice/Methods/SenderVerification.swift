import EmailHistory
import Evidence
import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings
import Synchronization

/// What came of asking for the mail that confirms a sender's address.
package struct VerificationAnswer: Encodable, Sendable {
    /// The address.
    package let address: String
    /// Whether it was confirmed before; then nothing was sent.
    package let isVerified: Bool
    /// The mail with the link; nil where none was needed.
    package let mail: MethodTrial?
}

/// What somebody is asked who opens a link that confirms an address.
package struct VerificationQuestion: Sendable {
    /// The organization that would send.
    package let organization: String
    /// The address.
    package let address: String
}

/// Makes and reads the links that confirm addresses, and sees to it that an address is not flooded with them.
final class VerificationDesk: Sendable {
    /// How long a link can be used.
    static let days: Int64 = 7
    private static let pause: Int64 = 60

    let keys: SenderTokenKeys
    private let publicURL: PublicAddress
    private let asked = Mutex<[String: Int64]>([:])

    init(keys: SenderTokenKeys, publicURL: PublicAddress) {
        self.keys = keys
        self.publicURL = publicURL
    }

    /// The link that is mailed in a message.
    func url(ledger: OpaqueID, message: OpaqueID, at moment: Timestamp) throws(PostofficeError) -> String {
        let expiry = moment.microseconds / 1_000_000 + Self.days * 86_400
        guard let tag = OrganizationTag(bytes: ledger.bytes),
            let token = keys.issue(SenderLink(organization: tag, message: message.bytes, expiresAt: expiry))
        else { throw .unavailable("the link") }
        return "\(publicURL.url)/verify/\(token)"
    }

    /// Takes note of a mail to an address.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` where the last one left less than a minute ago.
    func admit(_ address: EmailAddress, in organization: String, at moment: Timestamp) throws(PostofficeError) {
        let name = "\(organization) \(address.normalized)"
        let now = moment.microseconds / 1_000_000
        let isEarly = asked.withLock { asked in
            asked = asked.filter { $0.value > now - Self.pause }
            if asked[name] != nil { return true }
            asked[name] = now
            return false
        }
        guard !isEarly else {
            throw .invalid([FieldProblem("kind", "a mail left a moment ago; wait a minute before you ask for another")])
        }
    }
}

extension Organization {
    /// Mails the link that confirms the sender's address of a method, unless it is confirmed already.
    package func verifySender(of kind: MethodKind, actor: OpaqueID?) async throws -> VerificationAnswer {
        let maker = try maker(kind)
        guard maker.description.verifiesSender else {
            throw PostofficeError.invalid([FieldProblem("kind", "\(kind.rawValue) needs no confirmed address")])
        }
        let handover = try await sender(for: kind, verified: false)
        let address = maker.ownAddress(handover.sender)
        guard try await !isVerified(address) else {
            return VerificationAnswer(address: address.description, isVerified: true, mail: nil)
        }
        let now = Timestamp.now()
        try verification.admit(address, in: name, at: now)
        let id = OpaqueID.timeOrdered(at: now)
        let link = try verification.url(ledger: ledger.id, message: id, at: now)
        let mail = OwnMail(
            purpose: .verification,
            subject: "Confirm this address",
            text: """
                \(name) wants to send documents with \(address) as the address that answers go to.

                If that is right, open this page and press the button:

                \(link)

                The link can be used for \(VerificationDesk.days) days. If you know nothing of this, do nothing: then \
                nothing is sent in your name.

                """
        )
        let trial = try await sendNow(mail, id: id, by: kind, handover, actor: actor)
        return VerificationAnswer(address: address.description, isVerified: false, mail: trial)
    }

    /// Whether the owner of an address confirmed it.
    func isVerified(_ address: EmailAddress) async throws -> Bool {
        try await requireViews().settings.read { db in try Settings.isVerified(address.description, in: db) }
    }

    /// Why a method sends nothing yet, where its sender's address is not confirmed; nil where it may.
    func unverified(_ maker: any MethodMaker, _ settings: MethodSettings) async throws -> String? {
        guard maker.description.verifiesSender,
            let sender = try? maker.sender(settings, in: methods.place(maker.kind))
        else { return nil }
        guard try await !isVerified(maker.ownAddress(sender)) else { return nil }
        return "its address is not confirmed; ask for the mail with the link by `postboek method verify "
            + "\(maker.kind.rawValue)` or POST /v1/settings/methods/\(maker.kind.rawValue)/verification"
    }

    /// The address that the message of a link was mailed to; nil for a message that mailed no such link.
    fileprivate func linkedAddress(_ message: OpaqueID) async throws -> EmailAddress? {
        let queued = try await queuedMessage(at: try await self.message(message).position)
        guard queued.purpose == MessagePurpose.verification.rawValue, let address = queued.recipients["1"]?.address
        else { return nil }
        return try EmailAddress(parsing: address)
    }

    /// Writes down that an address was confirmed, once.
    fileprivate func confirm(_ address: EmailAddress) async throws {
        guard try await !isVerified(address) else { return }
        let fact = MailFact(
            .senderVerified(SenderVerified(address: address.description)),
            person: archive.person(address: address.description),
            occurredAt: .now()
        )
        let outcome = try await append([fact])
        _ = try await requireViews().settings.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }
}

extension Postoffice {
    /// What the holder of a link is asked; nil for a link that is none, or can be used no more.
    package func verificationQuestion(token: some StringProtocol) async -> VerificationQuestion? {
        guard let (organization, address) = await verificationLink(token) else { return nil }
        return VerificationQuestion(organization: organization.name, address: address.description)
    }

    /// Confirms the address of a link.
    ///
    /// - Returns: What was confirmed; nil for a link that is none, or can be used no more.
    package func confirmSender(token: some StringProtocol) async throws -> VerificationQuestion? {
        guard let (organization, address) = await verificationLink(token) else { return nil }
        try await organization.confirm(address)
        return VerificationQuestion(organization: organization.name, address: address.description)
    }

    private func verificationLink(_ token: some StringProtocol) async -> (Organization, EmailAddress)? {
        guard let link = shared.verification.keys.open(token),
            Timestamp.now().microseconds / 1_000_000 < link.expiresAt,
            let ledger = OpaqueID(bytes: link.organization.bytes), let message = OpaqueID(bytes: link.message),
            let organization = organization(ofLedger: ledger),
            let address = try? await organization.linkedAddress(message)
        else { return nil }
        return (organization, address)
    }
}
