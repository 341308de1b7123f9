import Ledger

/// Why there is no master key to work with; the description says what to do.
package enum MasterKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no key file.
    case missing(path: String)
    /// There is no key file, but organizations whose keys it wrapped.
    case lost(path: String)
    /// Others than the owner may read the key file.
    case readableByOthers(path: String)
    /// The text is no base64 of 32 bytes.
    case malformed(source: String)
    /// The command that should print the key failed.
    case command(status: Int32)
    /// The command that should print the key did not end in time.
    case commandTooSlow(seconds: Int)
    /// A rotation was cut short, and its key is another than the one that is named now.
    case unfinishedRotation(path: String)
    /// The key is named in more than one way.
    case ambiguous
    /// A new key is needed, and none is named.
    case noNewKey
    /// The key file could not be read or made.
    case file(FileError)

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .missing(let path):
            "there is no master key at \(path); put it there, or set \(MasterKey.environmentName)"
        case .lost(let path):
            "the master key \(path) is gone, and only it opens the organizations in this folder; put it back from a backup, "
                + "or set \(MasterKey.environmentName)"
        case .readableByOthers(let path):
            "others may read the master key; run: chmod 600 '\(path)'"
        case .malformed(let source):
            "the master key in \(source) must be the base64 text of exactly 32 bytes, "
                + "as `head -c 32 /dev/urandom | base64` makes one"
        case .command(let status):
            "the command that should print the master key ended with \(status); run it by hand to see why"
        case .commandTooSlow(let seconds):
            "the command that should print the master key did not end within \(seconds) seconds, and was ended; run it by hand "
                + "to see what it waits for: it gets no standard input"
        case .unfinishedRotation(let path):
            "\(path) is the new key of a rotation that was cut short; run this without --new-key-file to complete that one, "
                + "then again with it"
        case .ambiguous:
            "the master key is named in more than one way; leave only one of \(MasterKey.environmentName), "
                + "--master-key-file and --master-key-command"
        case .noNewKey:
            "the master key does not come from the data folder; name a file with the new one with --new-key-file"
        case .file(let error):
            error.description
        }
    }
}
