/// Why bytes could not be sealed, or what was sealed could not be opened.
package enum SealingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It was sealed with another key than the one given.
    case otherKey
    /// The box is no nonce, ciphertext and tag.
    case malformed
    /// The box was changed, moved to another place, or sealed with another key under the same name.
    case notAuthentic
    /// The key is not 256 bits long.
    case wrongKeySize

    /// What happened.
    package var description: String {
        switch self {
        case .otherKey: "it was sealed with another key than the one given"
        case .malformed: "it is no sealed box: nonce, ciphertext and tag are expected"
        case .notAuthentic: "it was changed after it was sealed, or stands in another place than it was sealed for"
        case .wrongKeySize: "the key is not 256 bits long"
        }
    }
}
