/// Names and values of labels.
enum LabelText {
    /// The name with every byte that may not stand in it replaced: `[a-zA-Z_][a-zA-Z0-9_]*`, not beginning with two
    /// underscores, which Prometheus keeps for itself.
    static func sanitizedName(_ name: String) -> String {
        let name = ASCIIName.sanitized(name)
        return name.hasPrefix("__") ? "label" + name : name
    }

    /// The value with backslash, quote and line feed escaped.
    static func escapedValue(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        return value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
