import Crypto

/// What a link that confirms a sender's address stands for.
package struct SenderLink: Hashable, Sendable {
    /// The organization.
    package var organization: OrganizationTag
    /// The sixteen bytes of the id of the message that the link was mailed in; the address stands there.
    package var message: [UInt8]
    /// Until when it can be used, in seconds since 1970.
    package var expiresAt: Int64

    /// Describes a link.
    package init(organization: OrganizationTag, message: [UInt8], expiresAt: Int64) {
        self.organization = organization
        self.message = message
        self.expiresAt = expiresAt
    }

    static let payloadSize = 40

    var payload: [UInt8] {
        organization.bytes + message + (0..<8).map { UInt8(truncatingIfNeeded: expiresAt >> (56 - 8 * Int64($0))) }
    }

    init?(payload: [UInt8]) {
        guard payload.count == Self.payloadSize, let organization = OrganizationTag(bytes: payload.prefix(16)) else {
            return nil
        }
        self.organization = organization
        message = Array(payload[16..<32])
        expiresAt = payload.suffix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// The keys that make and open the tokens in links that confirm a sender's address.
package struct SenderTokenKeys: Sendable {
    private let keys: LinkTokenKeys

    /// Takes one or more 32-byte secrets by version number.
    ///
    /// - Parameters:
    ///   - keys: All versions whose tokens may still be out.
    ///   - current: The version that issues tokens.
    /// - Throws: ``LinkTokenKeyError`` if a secret is not 32 bytes long or the current one is missing.
    package init(keys: [UInt8: SymmetricKey], current: UInt8) throws(LinkTokenKeyError) {
        self.keys = try LinkTokenKeys(purpose: LinkPurpose.sender.rawValue, keys: keys, current: current)
    }

    /// The token of a link, in characters that need no escaping in a URL; nil for a message id of another length.
    package func issue(_ link: SenderLink) -> String? {
        link.payload.count == SenderLink.payloadSize ? keys.issue(link.payload) : nil
    }

    /// The link that a token stands for; nil for anything that these keys did not issue as such.
    package func open(_ token: some StringProtocol) -> SenderLink? {
        keys.open(token, payloadSize: SenderLink.payloadSize).flatMap(SenderLink.init(payload:))
    }
}
