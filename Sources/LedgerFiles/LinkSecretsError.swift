import Ledger

/// Why the secrets of links could not be had; the description says what to do.
package enum LinkSecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another master key wrapped them.
    case wrongMasterKey(path: String)
    /// The file was changed or cut short.
    case damaged(path: String)
    /// There are as many versions as there can be.
    case full(path: String)
    /// The secrets could not be wrapped.
    case sealing(SealingError)
    /// The file could not be read or written.
    case file(FileError)

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .wrongMasterKey(let path):
            "the master key does not open \(path); start with the master key that this data folder was made with"
        case .damaged(let path):
            "the file \(path) was changed; put it back from a backup, or the links in mails already sent are not recognised"
        case .full(let path):
            "the file \(path) holds 255 secrets already, and no more can be added"
        case .sealing(let error):
            "the secrets of links could not be wrapped: \(error)"
        case .file(let error):
            error.description
        }
    }
}
