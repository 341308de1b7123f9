import Ledger
import Mail

/// The signed name of a copy, short enough for the local part of a return path and for an envelope id.
///
/// Whatever comes back with a tag that verifies belongs to that copy: nobody without the key can make one. It is 40
/// characters of lower-case base32 (RFC 4648 §6), since some servers change the case of a local part: the message's
/// sixteen bytes, one byte for the recipient's number, and the first eight bytes of a keyed hash of both.
package struct ReturnPathTag: Hashable, Sendable, CustomStringConvertible {
    /// How many characters a tag has.
    package static let length = 40

    /// The message.
    package let message: OpaqueID
    /// The recipient's number, from 1 to 255.
    package let recipient: Int
    /// The 40 characters.
    package let description: String

    /// Makes the tag of a copy; nil for a recipient number that does not fit into a byte.
    package init?(message: OpaqueID, recipient: Int, key: IndexKey) {
        guard let number = UInt8(exactly: recipient), number > 0 else { return nil }
        let name = message.bytes + [number]
        self.message = message
        self.recipient = recipient
        description = Base32.encode(name + Self.proof(of: name, key))
    }

    /// Reads a tag in either case; nil where the text is no tag, or its proof does not hold.
    package init?(parsing text: some StringProtocol, key: IndexKey) {
        guard
            text.utf8.count == Self.length, let bytes = Base32.decode(text.lowercased()), bytes.count == 25,
            let message = OpaqueID(bytes: bytes.prefix(16)), bytes[16] > 0
        else { return nil }
        let difference = zip(bytes.suffix(8), Self.proof(of: Array(bytes.prefix(17)), key))
            .reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        self.message = message
        recipient = Int(bytes[16])
        description = text.lowercased()
    }

    /// Reads the tag of a return path like `office+b-…@example.com`; nil where it has none that verifies.
    package init?(returnPath address: EmailAddress, key: IndexKey) {
        guard address.localPart.dropLast(Self.length).lowercased().hasSuffix(Self.mark) else { return nil }
        self.init(parsing: address.localPart.suffix(Self.length), key: key)
    }

    /// The longest local part that leaves room for a tag (RFC 5321 §4.5.3.1.1: 64 octets).
    package static let longestLocalPart = 64 - mark.utf8.count - length

    /// An address with a tag's text behind a plus sign; nil where the result is too long to be an address.
    package static func plusAddress(_ address: EmailAddress, tag: String) -> EmailAddress? {
        try? EmailAddress(parsing: "\(address.localPart)\(mark)\(tag)@\(address.domain)")
    }

    /// The address `bounces` with a tag's text at a bounce domain; nil where the domain makes none.
    package static func bounceAddress(domain: String, tag: String) -> EmailAddress? {
        (try? EmailAddress(parsing: "bounces@\(domain)")).flatMap { plusAddress($0, tag: tag) }
    }

    private static let mark = "+b-"

    private static func proof(of name: [UInt8], _ key: IndexKey) -> [UInt8] {
        Array(key.digest("return path", name).prefix(8))
    }
}
