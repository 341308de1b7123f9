import Crypto

/// The keys that make and open the tokens in the links by which a recipient takes the consent to be tracked back.
///
/// They are made from the same secrets as pixel tokens and name a copy as those do, but one is never taken for the other.
package struct WithdrawalTokenKeys: Sendable {
    private let keys: LinkTokenKeys

    /// Takes one or more 32-byte secrets by version number.
    ///
    /// - Parameters:
    ///   - keys: All versions whose tokens may still be out.
    ///   - current: The version that issues tokens.
    /// - Throws: ``LinkTokenKeyError`` if a secret is not 32 bytes long or the current one is missing.
    package init(keys: [UInt8: SymmetricKey], current: UInt8) throws(LinkTokenKeyError) {
        self.keys = try LinkTokenKeys(purpose: LinkPurpose.withdrawal.rawValue, keys: keys, current: current)
    }

    /// The token of a copy, 84 characters that need no escaping in a URL.
    package func issue(_ subject: PixelSubject) -> String {
        keys.issue(subject.payload)
    }

    /// The copy that a token names; nil for anything that these keys did not issue as such a token.
    package func open(_ token: some StringProtocol) -> PixelSubject? {
        keys.open(token, payloadSize: PixelSubject.payloadSize).flatMap(PixelSubject.init(payload:))
    }
}
