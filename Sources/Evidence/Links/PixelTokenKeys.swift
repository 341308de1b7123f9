import Crypto

/// The keys that make and open the tokens in pixel addresses.
///
/// A token names one copy (``PixelSubject``) and is opaque to all others: neither organization nor message can be read from
/// it or changed in it. One copy always has one token under one key, so composing a mail again gives the same bytes.
///
/// The keys outlive mails by years. Rotating means adding a version and making it the current one; the older ones stay, else
/// the pixels in mails that are already out fall silent.
package struct PixelTokenKeys: Sendable {
    /// The number of characters of every token.
    package static let tokenLength = 84

    private let keys: LinkTokenKeys

    /// Takes one or more 32-byte secrets by version number.
    ///
    /// - Parameters:
    ///   - keys: All versions whose tokens may still be out.
    ///   - current: The version that issues tokens.
    /// - Throws: ``LinkTokenKeyError`` if a secret is not 32 bytes long or the current one is missing.
    package init(keys: [UInt8: SymmetricKey], current: UInt8) throws(LinkTokenKeyError) {
        self.keys = try LinkTokenKeys(purpose: LinkPurpose.pixel.rawValue, keys: keys, current: current)
    }

    /// The token of a copy, 84 characters that need no escaping in a URL.
    package func issue(_ subject: PixelSubject) -> String {
        keys.issue(subject.payload)
    }

    /// The copy that a token names; nil for anything that these keys did not issue as a pixel token.
    ///
    /// Takes any text, of any length, and reads no more of it than a token has.
    package func open(_ token: some StringProtocol) -> PixelSubject? {
        keys.open(token, payloadSize: PixelSubject.payloadSize).flatMap(PixelSubject.init(payload:))
    }
}
