import Foundation
import SwiftCSV

/// The records of a CSV file with the lines on which they begin, so that a bad one can be found.
struct CSVRecords {
    struct Record {
        /// The line on which it begins, from 1.
        let line: Int
        /// Its cells; nil where its quotes do not match.
        let cells: [String]?
    }

    /// The names of the columns, in small letters and with dashes for spaces and underscores.
    let columns: [String]
    /// The records after the first.
    let records: [Record]

    /// Takes a file's text apart: comma, semicolon or tab, as its first line has it.
    ///
    /// - Throws: ``CommandError`` where there is no first line to name the columns.
    init(_ text: String) throws {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        let delimiter = CSVDelimiter.guessed(string: String(text.prefix { !$0.isNewline }))
        let found = Self.cut(text).compactMap { line, record -> Record? in
            guard !record.allSatisfy(\.isWhitespace) else { return nil }
            let csv = try? EnumeratedCSV(string: String(record), delimiter: delimiter, loadColumns: false)
            return Record(line: line, cells: csv?.header)
        }
        guard let names = found.first?.cells else {
            throw CommandError("the file has no first line with the names of the columns")
        }
        columns = names.map { name in
            name.trimmingCharacters(in: .whitespaces).lowercased().replacing(" ", with: "-").replacing("_", with: "-")
        }
        records = Array(found.dropFirst())
    }

    /// Cuts at line ends that do not stand between quotes.
    private static func cut(_ text: Substring) -> [(line: Int, record: Substring)] {
        var records: [(line: Int, record: Substring)] = []
        var (line, first, start) = (1, 1, text.startIndex)
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            guard text[index].isNewline else { continue }
            line += 1
            guard !isQuoted else { continue }
            records.append((first, text[start..<index]))
            (first, start) = (line, text.index(after: index))
        }
        records.append((first, text[start...]))
        return records
    }
}
