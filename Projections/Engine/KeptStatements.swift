import GRDB

extension Database {
    /// Runs a statement, and keeps it prepared: a fold runs the same few for every event.
    package func run(_ statement: SQL) throws {
        try cachedStatement(literal: statement).execute()
    }
}
