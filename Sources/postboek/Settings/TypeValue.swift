import ArgumentParser
import Mail

/// A kind of document with a value, as `TYPE=VALUE` on the command line.
struct TypeValue: ExpressibleByArgument, Sendable {
    /// The kind of document.
    let type: String
    /// What is said about it.
    let value: String

    /// Reads `TYPE=VALUE`; nil where the type is none that there is.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, DocumentType(rawValue: String(parts[0])) != nil else { return nil }
        type = String(parts[0])
        value = String(parts[1])
    }

    /// The value as a list, parted by commas; empty for nothing.
    var list: [String] {
        value.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
    }

    /// The value as yes or no.
    func yesOrNo() throws -> Bool {
        switch value {
        case "yes": true
        case "no": false
        default: throw CommandError("\(type)=\(value) is neither \(type)=yes nor \(type)=no")
        }
    }
}
