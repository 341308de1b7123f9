import Evidence
import Foundation
import Ledger
import MIME
import Mail
import MailLedger
import Sending

extension Postmaster {
    /// Puts the pixel, and the link that ends it, into a copy that is tracked.
    func track(
        _ draft: inout MailDraft,
        _ message: CheckedMessage,
        _ recipient: CheckedMessage.Recipient,
        id: OpaqueID,
        number: Int
    ) throws {
        guard message.tracking.tracks(recipient) else { return }
        let subject = try pixel.subject(ledger: archive.ledger, message: id, recipient: number)
        draft.pixelURL = pixel.url(subject)
        let words = TrackingWords.words(message.tracking.language)
        draft.notice = MailNotice(words.notice, address: pixel.withdrawalURL(subject), label: words.button)
    }

    /// Asks for a read receipt (RFC 8098 §2.1) in a copy to somebody addressed.
    ///
    /// It goes where reports go: with a signed tag where the method allows it, so that a receipt proves which copy was read.
    func askForReceipt(
        _ draft: inout MailDraft,
        _ message: CheckedMessage,
        _ recipient: CheckedMessage.Recipient,
        sender: MethodSender,
        id: OpaqueID,
        number: Int
    ) throws {
        guard message.tracking.asksForReceipt, recipient.role == .to else { return }
        let from = sender.from.address
        let address =
            switch message.tracking.receiptPath {
            case .from: from
            case .plus:
                ReturnPathTag(message: id, recipient: number, key: archive.index)
                    .flatMap { ReturnPathTag.plusAddress(from, tag: $0.description) } ?? from
            case .address(let address): address
            case .domain(let domain):
                ReturnPathTag(message: id, recipient: number, key: archive.index)
                    .flatMap { ReturnPathTag.bounceAddress(domain: domain, tag: $0.description) } ?? from
            }
        let value = try HeaderText(parsing: "<\(address)>")
        draft.extraHeaders.append(try ExtraHeader(name: "Disposition-Notification-To", value: value))
    }
}

/// What a tracked copy has more than others.
enum TrackedCopy {
    /// A text without the notice that ends in a withdrawal link.
    static func withoutNotice(_ text: String) -> String {
        MailNotice.removed(fromText: text) { line in
            let token = line.suffix(PixelTokenKeys.tokenLength)
            return line.dropLast(token.count).hasSuffix("/w/")
                && token.utf8.allSatisfy { (0x30...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
        }
    }
}

/// Makes the addresses in tracked mails: of the pixel, and of the link by which a recipient ends it.
struct PixelAddress: Sendable {
    let publicURL: PublicAddress
    let keys: PixelTokenKeys
    let withdrawals: WithdrawalTokenKeys

    func subject(ledger: OpaqueID, message: OpaqueID, recipient: Int) throws -> PixelSubject {
        guard
            let organization = OrganizationTag(bytes: ledger.bytes), let recipient = UInt16(exactly: recipient)
        else { throw PostofficeError.unavailable("pixel token") }
        return PixelSubject(organization: organization, message: UUID(message), recipient: recipient)
    }

    func url(_ subject: PixelSubject) -> String { "\(publicURL.url)/t/\(keys.issue(subject)).gif" }

    func withdrawalURL(_ subject: PixelSubject) -> String { "\(publicURL.url)/w/\(withdrawals.issue(subject))" }
}
