import Foundation
import GRDB
import Ledger

/// Walks the same table of two views side by side, both in the order of their keys.
struct TableReader {
    let table: ViewTable

    func compare(live: Database, replayed: Database) throws -> TableComparison {
        var result = TableComparison(name: table.name)
        let liveRows = try Row.fetchCursor(live, sql: query)
        let replayedRows = try Row.fetchCursor(replayed, sql: query)
        var left = try liveRows.next()
        var right = try replayedRows.next()
        while let (first, second) = pair(left, right) {
            if let difference = difference(first, second) { result.add(difference) }
            if let first {
                result.liveRows += 1
                result.liveState = link(result.liveState, first)
                left = try liveRows.next()
            }
            if let second {
                result.replayedRows += 1
                result.replayedState = link(result.replayedState, second)
                right = try replayedRows.next()
            }
        }
        return result
    }

    /// A hash chain over what the table says without personal data.
    func state(_ db: Database) throws -> Hash {
        var chain = Hash(of: [])
        let rows = try Row.fetchCursor(db, sql: query)
        while let row = try rows.next() { chain = link(chain, row) }
        return chain
    }

    /// The key columns come first, so that the rowid of a full-text table can be one.
    private var query: String {
        let key = table.order.joined(separator: ", ")
        return "SELECT \(key), * FROM \(table.name) ORDER BY \(key)"
    }

    /// The next rows to look at: two of the same key, or the lesser one alone; nil at the end of both.
    private func pair(_ left: Row?, _ right: Row?) -> (Row?, Row?)? {
        guard let left else { return right.map { (nil, $0) } }
        guard let right else { return (left, nil) }
        if RowOrder.precedes(key(left), key(right)) { return (left, nil) }
        if RowOrder.precedes(key(right), key(left)) { return (nil, right) }
        return (left, right)
    }

    private func difference(_ live: Row?, _ replayed: Row?) -> RowDifference? {
        guard let row = live ?? replayed else { return nil }
        let columns = row.columnNames.enumerated().dropFirst(table.order.count).filter { index, _ in
            guard let live, let replayed else { return true }
            return !RowOrder.same(live[index], replayed[index])
        }
        guard !columns.isEmpty else { return nil }
        func values(_ row: Row) -> [String: String] {
            Dictionary(columns.map { ($0.element, Self.text(row[$0.offset])) }) { first, _ in first }
        }
        return RowDifference(
            table: table.name,
            key: zip(table.order, key(row)).map { "\($0)=\(Self.text($1))" }.joined(separator: " "),
            live: live.map(values),
            replayed: replayed.map(values)
        )
    }

    private func key(_ row: Row) -> [DatabaseValue] {
        Array(row.databaseValues.prefix(table.order.count))
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let integer): "\(integer)"
        case .double(let number): "\(number)"
        case .string(let string): "'\(string)'"
        case .blob(let data): OpaqueID(bytes: data).map { "\($0)" } ?? data.map { hexadecimal($0) }.joined()
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// A table without such columns does not even count its rows: how many there are may depend on personal data.
    private func link(_ chain: Hash, _ row: Row) -> Hash {
        guard !table.state.isEmpty else { return chain }
        var bytes = chain.bytes
        for column in table.state {
            let value = Self.text(row[column]).utf8
            withUnsafeBytes(of: UInt32(value.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: value)
        }
        return Hash(of: bytes)
    }
}
