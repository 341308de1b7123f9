/// Why a mail could not be signed, or a key not be made.
package enum DKIMError: Error, Hashable, CustomStringConvertible {
    case badSelector, badDomain, noKeys, keyFailure, malformedHeader, notOneFrom

    /// What is wrong, and what to do; repeats nothing of the mail.
    package var description: String {
        switch self {
        case .badSelector: "a selector has 1 to 63 lower-case letters, digits and hyphens"
        case .badDomain: "the signing domain must be written in ASCII (international names as xn--…)"
        case .noKeys: "there is no key to sign with; make one first"
        case .keyFailure: "the signing key could not be used or made; make a new one"
        case .malformedHeader: "a header line of the mail has no colon, or bytes that may not stand there"
        case .notOneFrom: "the mail has not exactly one From header"
        }
    }
}
