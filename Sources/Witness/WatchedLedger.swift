import Ledger

/// A ledger that a witness watches, and whether it ever cosigned it: a line of the file `ledgers.txt`.
///
/// Both stand in one line, so that a list that was lost lets nothing be cosigned, and a state that was lost is missed.
struct WatchedLedger: Hashable, CustomStringConvertible {
    /// The ledger's public key.
    let key: NoteKey
    /// Whether a checkpoint of it was cosigned since it was watched or set aside.
    let isCosigned: Bool

    init(key: NoteKey, isCosigned: Bool) {
        (self.key, self.isCosigned) = (key, isCosigned)
    }

    /// Reads the form that ``description`` writes; nil for anything else.
    init?(parsing line: Substring) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard
            let key = try? NoteKey(parsing: String(parts[0])),
            parts.count == 1 || parts[1...].elementsEqual(["cosigned"])
        else { return nil }
        self.init(key: key, isCosigned: parts.count == 2)
    }

    var description: String { isCosigned ? "\(key) cosigned" : "\(key)" }
}

/// What came of setting a ledger aside.
package enum SetAside: Hashable, Sendable {
    /// Nothing was cosigned of it.
    case nothing
    /// What was cosigned is kept in this file.
    case kept(String)
    /// What was cosigned had been lost before; there was nothing to keep.
    case lost
}
