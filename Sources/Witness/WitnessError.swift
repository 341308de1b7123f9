/// Why a witness cannot work.
package enum WitnessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder holds no key.
    case noKey(String)
    /// The folder holds a key already.
    case hasKey(String)
    /// A ledger of this name is watched already, with another key.
    case otherLedger(String)
    /// A file was changed, or is another witness's.
    case damaged(String)
    /// A ledger was cosigned, and the file that says up to where is gone.
    case lost(ledger: String, path: String)

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .noKey(let path): "there is no witness key \(path); make one with `postboek witness new-key`"
        case .hasKey(let path):
            "there is a witness key \(path) already; what it cosigned would be worth nothing without it"
        case .otherLedger(let name):
            "a ledger \(name) is watched already, with another key; a ledger never changes its key"
        case .damaged(let path):
            "\(path) is damaged; without it this witness could cosign a second history, so it cosigns nothing until the file "
                + "is put back from a copy that is as new"
        case .lost(let ledger, let path):
            "\(path) is gone, which says up to where \(ledger) was cosigned; without it this witness could cosign a second "
                + "history, so it cosigns nothing until the file is put back from a copy that is as new. If there is none, "
                + "`postboek witness set-aside` lets that ledger begin anew: do it only if you know that its history is the "
                + "one that you cosigned"
        }
    }
}
