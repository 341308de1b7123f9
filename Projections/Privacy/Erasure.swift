import GRDB
import Ledger
import Mail
import ProjectionEngine

/// An erasure as the ledger states it.
package struct Erasure: Hashable, Sendable {
    /// The id of the event.
    package var id: OpaqueID
    /// The position of the event.
    package var position: Int64
    /// The person, as a keyed hash.
    package var person: OpaqueID
    /// The key subjects that were destroyed.
    package var keys: [KeySubject]
    /// How many events of each type, mails and reports lost what they said of the person.
    package var counts: [String: Int]
    /// What it rests on.
    package var basis: String?
    /// When it was stated.
    package var at: Timestamp
}

/// Where a person stands.
package struct PersonState: Hashable, Sendable {
    /// The person, as a keyed hash.
    package var person: OpaqueID
    /// The position of the erasure that holds; nil for somebody who lives.
    package var erasure: Int64?
    /// The life that the person is in, or that ended last.
    package var life: Int
    /// Since when an erasure is forbidden; nil where it is not.
    package var heldSince: Timestamp?
    /// The address, where an erasure is forbidden.
    package var address: String?
    /// Why an erasure is forbidden.
    package var reason: String?
}

extension Privacy {
    /// The key subjects that must have no key, and the ledger size up to which that was decided.
    package static func destroyed(in db: Database) throws -> (subjects: Set<KeySubject>, through: Int64) {
        var subjects: Set<KeySubject> = []
        var through: Int64 = 0
        let erasures = try Row.fetchCursor(db, sql: "SELECT keys, position FROM erasure")
        while let row = try erasures.next() {
            let keys: [String] = try JSONText.decode(from: row.decode(forColumn: "keys"))
            subjects.formUnion(keys.map { KeySubject(text: $0) })
            through = max(through, try row.decode(Int64.self, forColumn: "position") + 1)
        }
        for row in try Row.fetchAll(db, sql: "SELECT month, position FROM expiry") {
            subjects.insert(KeySubject(text: "e-\(try row.decode(String.self, forColumn: "month"))"))
            through = max(through, try row.decode(Int64.self, forColumn: "position") + 1)
        }
        return (subjects, through)
    }

    /// The lives of those who were written to again after an erasure.
    package static func lives(in db: Database) throws -> [OpaqueID: Int] {
        let request: SQLRequest<Row> = "SELECT id, life FROM person WHERE life > 0"
        let rows = try request.fetchAll(db).map { row in
            (try row.decode(OpaqueID.self, forColumn: "id"), try row.decode(Int.self, forColumn: "life"))
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Where a person stands; nil for somebody of whom nothing was ever decided.
    package static func state(of person: OpaqueID, in db: Database) throws -> PersonState? {
        try states("id = \(person)", in: db).first
    }

    /// Those of some persons who were erased, and not written to again since.
    package static func erased(among persons: Set<OpaqueID>, in db: Database) throws -> [OpaqueID: PersonState] {
        var found: [OpaqueID: PersonState] = [:]
        for person in persons {
            if let state = try state(of: person, in: db), state.erasure != nil { found[person] = state }
        }
        return found
    }

    /// The persons of whom an erasure is forbidden, those held longest first; at most 1000.
    package static func held(in db: Database) throws -> [PersonState] {
        try states("held IS NOT NULL ORDER BY held LIMIT 1000", in: db)
    }

    /// An erasure by the id of its event.
    package static func erasure(_ id: OpaqueID, in db: Database) throws -> Erasure? {
        try erasures("id = \(id)", in: db).first
    }

    /// An erasure by its position.
    package static func erasure(at position: Int64, in db: Database) throws -> Erasure? {
        try erasures("position = \(position)", in: db).first
    }

    /// The months whose details are forgotten, oldest first.
    package static func forgottenMonths(in db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT month FROM expiry ORDER BY month")
    }

    private static func states(_ selection: SQL, in db: Database) throws -> [PersonState] {
        let request: SQLRequest<Row> = "SELECT * FROM person WHERE \(selection)"
        return try request.fetchAll(db).map { row in
            PersonState(
                person: try row.decode(forColumn: "id"),
                erasure: try row.decode(forColumn: "erasure"),
                life: try row.decode(forColumn: "life"),
                heldSince: try row.decode(forColumn: "held_at"),
                address: try row.decode(forColumn: "address"),
                reason: try row.decode(forColumn: "reason")
            )
        }
    }

    private static func erasures(_ selection: SQL, in db: Database) throws -> [Erasure] {
        let request: SQLRequest<Row> = "SELECT * FROM erasure WHERE \(selection)"
        return try request.fetchAll(db).map { row in
            let keys: [String] = try JSONText.decode(from: row.decode(forColumn: "keys"))
            return Erasure(
                id: try row.decode(forColumn: "id"),
                position: try row.decode(forColumn: "position"),
                person: try row.decode(forColumn: "person"),
                keys: keys.map { KeySubject(text: $0) },
                counts: try JSONText.decode(from: row.decode(forColumn: "counts")),
                basis: try row.decode(forColumn: "basis"),
                at: try row.decode(forColumn: "at")
            )
        }
    }
}
