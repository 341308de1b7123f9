import Crypto
import Foundation

/// What opens one sealed part and no other: it can be given away as evidence, where a subject's key cannot.
package struct PartSecret: Hashable, Sendable {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Takes over 32 bytes; nil for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    init(_ code: HMAC<SHA256>.MAC) {
        bytes = Array(code)
    }

    /// Base64 of what stands beside the part that it opens, so that no other secret can open that part to another text.
    package var commitment: String { Base64.encode(Array(derive("postboek part commitment"))) }

    /// The key of the part's box.
    var boxKey: SymmetricKey { SymmetricKey(data: Array(derive("postboek part key"))) }

    private func derive(_ purpose: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: SymmetricKey(data: bytes))
    }
}
