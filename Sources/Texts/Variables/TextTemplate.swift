import MIME

/// A text with variables in it, taken apart.
///
/// A variable is a name of letters, digits and dashes between two percent signs; any other percent sign is itself.
package struct TextTemplate: Hashable, Sendable {
    /// A text in which the variables are replaced.
    package struct Rendered: Hashable, Sendable {
        /// The text.
        package var text: String
        /// The variables that had no value.
        package var missing: Set<TextVariable> = []
        /// Names in the form of a variable that are none; they stand in the text as they were written.
        package var unknown: [String] = []
    }

    private enum Segment: Hashable {
        case literal(String)
        case variable(TextVariable, capital: Bool)
        case unknown(String)
    }

    private let lines: [[Segment]]

    /// Takes a text apart; never fails, see ``check()``.
    package init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(Self.segments)
    }

    /// Whether a variable, known or not, occurs in it.
    package var hasVariables: Bool {
        lines.joined().contains { segment in
            if case .literal = segment { false } else { true }
        }
    }

    /// Finds the first name that has the form of a variable and is none.
    ///
    /// - Throws: ``TextTemplateError``.
    package func check() throws(TextTemplateError) {
        for case .unknown(let name) in lines.joined() { throw TextTemplateError(name: name) }
    }

    /// The text with its variables replaced.
    ///
    /// A line in which a variable has no value is left out, and the empty line before it too where another follows.
    package func text(_ values: TextValues) -> Rendered {
        var rendered = Rendered(text: "")
        var kept: [String] = []
        var hasGap = false
        for line in lines {
            let missing = Self.missing(line, values)
            rendered.missing.formUnion(missing)
            rendered.unknown += Self.unknown(line)
            guard missing.isEmpty else {
                hasGap = true
                continue
            }
            let text = line.map { Self.replaced($0, values) ?? "" }.joined()
            let isEmpty = text.allSatisfy(\.isWhitespace)
            if hasGap, isEmpty, kept.last.map({ $0.allSatisfy(\.isWhitespace) }) ?? true { continue }
            hasGap = hasGap && isEmpty
            kept.append(text)
        }
        rendered.text = kept.joined(separator: "\n")
        return rendered
    }

    /// The text on one line, for a subject: a variable without a value leaves nothing behind.
    package func line(_ values: TextValues) -> Rendered {
        var rendered = substituted(values) { $0 }
        let words = rendered.text.split(separator: " ")
        if !rendered.missing.isEmpty { rendered.text = words.joined(separator: " ") }
        return rendered
    }

    /// HTML with its variables replaced by escaped values; a variable without a value leaves nothing behind.
    package func html(_ values: TextValues) -> Rendered {
        substituted(values, escapedHTML)
    }

    private func substituted(_ values: TextValues, _ escape: (String) -> String) -> Rendered {
        var rendered = Rendered(text: "")
        rendered.text = lines.map { line in
            line.map { segment in
                switch segment {
                case .literal, .unknown: Self.replaced(segment, values) ?? ""
                case .variable: Self.replaced(segment, values).map(escape) ?? ""
                }
            }.joined()
        }.joined(separator: "\n")
        for line in lines {
            rendered.missing.formUnion(Self.missing(line, values))
            rendered.unknown += Self.unknown(line)
        }
        return rendered
    }

    private static func missing(_ line: [Segment], _ values: TextValues) -> [TextVariable] {
        line.compactMap { segment in
            guard case .variable(let variable, _) = segment, values[variable] == nil else { return nil }
            return variable
        }
    }

    private static func unknown(_ line: [Segment]) -> [String] {
        line.compactMap { segment in
            guard case .unknown(let name) = segment else { return nil }
            return name
        }
    }

    private static func replaced(_ segment: Segment, _ values: TextValues) -> String? {
        switch segment {
        case .literal(let text): text
        case .unknown(let name): "%\(name)%"
        case .variable(let variable, let capital):
            values[variable].map { capital ? $0.prefix(1).uppercased() + $0.dropFirst() : $0 }
        }
    }

    private static func segments(_ line: Substring) -> [Segment] {
        var segments: [Segment] = []
        var literal = ""
        var rest = line
        while let percent = rest.firstIndex(of: "%") {
            literal += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            guard let name = name(at: rest) else {
                literal.append("%")
                continue
            }
            if !literal.isEmpty { segments.append(.literal(literal)) }
            literal = ""
            segments.append(segment(named: String(name)))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        literal += rest
        if !literal.isEmpty { segments.append(.literal(literal)) }
        return segments
    }

    /// The name that a text begins with, if a percent sign ends it.
    private static func name(at text: Substring) -> Substring? {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        guard let first = name.first, first.isLetter, name.endIndex < text.endIndex, text[name.endIndex] == "%" else {
            return nil
        }
        return name
    }

    private static func segment(named name: String) -> Segment {
        let small = name.prefix(1).lowercased() + name.dropFirst()
        guard let variable = TextVariable(rawValue: small) else { return .unknown(name) }
        return .variable(variable, capital: small != name)
    }
}

/// A name in the form of a variable that is none.
package struct TextTemplateError: Error, Hashable, CustomStringConvertible {
    /// The name, without its percent signs.
    package let name: String

    /// What is wrong, with the variable that was probably meant.
    package var description: String {
        let known = TextVariable.allCases.map { "%\($0.rawValue)%" }.joined(separator: ", ")
        let meant = TextVariable.nearest(to: name).map { "Did you mean %\($0.rawValue)%? " } ?? ""
        return "names the variable %\(name.prefix(40))%, which there is not. \(meant)There are \(known)"
    }
}
