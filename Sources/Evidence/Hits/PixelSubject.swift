import Foundation

/// What a pixel hit is about: one recipient's copy of one message of one organization.
package struct PixelSubject: Hashable, Sendable {
    /// Whose message it is.
    package let organization: OrganizationTag

    /// The message.
    package let message: UUID

    /// The number of the recipient within the message.
    package let recipient: UInt16

    /// Names a copy.
    package init(organization: OrganizationTag, message: UUID, recipient: UInt16) {
        self.organization = organization
        self.message = message
        self.recipient = recipient
    }
}

extension PixelSubject {
    static let payloadSize = 34

    /// Organization, message and recipient (big endian), without separators: every field has a fixed size.
    var payload: [UInt8] {
        organization.bytes + withUnsafeBytes(of: message.uuid) { Array($0) }
            + [UInt8(truncatingIfNeeded: recipient >> 8), UInt8(truncatingIfNeeded: recipient)]
    }

    init?(payload: [UInt8]) {
        guard payload.count == Self.payloadSize, let organization = OrganizationTag(bytes: payload[..<16]) else {
            return nil
        }
        self.organization = organization
        message = UUID(uuid: payload.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: uuid_t.self) })
        recipient = UInt16(payload[32]) << 8 | UInt16(payload[33])
    }
}
