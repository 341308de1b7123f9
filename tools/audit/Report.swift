import Foundation

/// Prints what a subcommand has to say.
enum Report {
    /// Prints lines to standard output.
    static func lines(_ lines: [String]) {
        // Nobody reads any more, as behind `| head`: that ends the command, and is no failure.
        let text = Data(lines.map { $0 + "\n" }.joined().utf8)
        do { try FileHandle.standardOutput.write(contentsOf: text) } catch { exit(0) }
    }

    /// Prints facts under their names, in two columns.
    static func facts(_ facts: [(name: String, value: String)]) {
        let width = facts.map(\.name.count).max() ?? 0
        lines(facts.map { $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.value })
    }

    /// Prints a value as one line of JSON.
    static func json(_ value: some Encodable) throws {
        lines([try line(of: value)])
    }

    /// A value as one line of JSON, its keys sorted.
    static func line(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Prints a line to standard error.
    static func complaint(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

extension String {
    /// The text without control characters, which could steer the terminal.
    var printable: String {
        String(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    }
}
