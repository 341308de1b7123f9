import Foundation

/// Prints what a command has to say.
enum Output {
    /// Prints a line to standard output.
    static func line(_ text: String) {
        // Nobody reads any more, as behind `| head`: that ends the command, and is no failure.
        do { try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) } catch { exit(0) }
    }

    /// Prints a value as one line of JSON.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Prints JSON that a service answered, as it came.
    static func json(_ bytes: Data) {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// Prints a remark to standard error, where it does not mix with what was asked for.
    static func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text.printable + "\n").utf8))
    }

    /// Prints text as it is.
    static func text(_ text: String) {
        do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch { exit(0) }
    }

    /// Prints rows in aligned columns under their titles.
    static func table(_ titles: [String], _ rows: [[String]]) {
        let widths = titles.indices.map { column in
            ([titles] + rows).map { $0[column].count }.max() ?? 0
        }
        for row in [titles] + rows {
            let cells = zip(row, widths).map { cell, width in
                cell.printable.padding(toLength: width, withPad: " ", startingAt: 0)
            }
            line(String(cells.joined(separator: "  ").trimmingSuffix(" ")))
        }
    }
}

extension String {
    /// The text without control characters, which could steer the terminal.
    var printable: String {
        String(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    }

    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var text = self[...]
        while text.last == character { text.removeLast() }
        return text
    }
}
