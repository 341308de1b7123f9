import GRDB
import Ledger
import MailLedger

/// A pure fold of a ledger's events into the tables of one view.
///
/// A view is disposable: its file may be deleted at any time, and comes back, the same, out of the ledger. For this to
/// hold, ``fold(_:into:)`` depends on the event and on the view's own tables only: on no clock, no randomness, no setting.
package protocol Projection: Sendable {
    /// The view's name, which its file bears.
    static var name: String { get }

    /// The version of tables and fold together.
    ///
    /// To be raised with each change of either: then every view is built anew.
    static var version: Int { get }

    /// The tables, for the comparison of a live view with a replayed one.
    static var tables: [ViewTable] { get }

    /// Makes the tables in an empty file.
    static func createTables(_ db: Database) throws

    /// Whether events of this type can change the tables; others are not even opened.
    ///
    /// All can, unless a projection says otherwise.
    static func concerns(_ type: EventType) -> Bool

    /// Writes into the tables what follows from the next event.
    static func fold(_ event: RecordedMailEvent, into db: Database) throws
}

extension Projection {
    package static func concerns(_ type: EventType) -> Bool { true }
}

/// One table of a view, as the comparison needs to know it.
package struct ViewTable: Hashable, Sendable {
    /// The table's name.
    package let name: String
    /// The columns that tell its rows apart, in the order of which they are read.
    package let order: [String]
    /// The columns that enter the state hash: ids, positions and hashes only, so that it survives an erasure.
    ///
    /// Without any, the table does not enter it at all.
    package let state: [String]

    /// Describes a table.
    package init(_ name: String, order: [String], state: [String] = []) {
        self.name = name
        self.order = order
        self.state = state
    }
}
