import Mail

/// Settings and secrets as a caller gives them, checked against a method's description.
package struct MethodRequest: Hashable, Sendable {
    /// The values that are no secrets.
    package private(set) var values: [String: MethodValue] = [:]
    /// The secrets that were given.
    package private(set) var secrets: [String: String] = [:]

    /// Sorts what was given into values and secrets, and checks each by itself.
    ///
    /// - Parameters:
    ///   - given: The fields of the request; null counts as left out.
    ///   - description: What the method asks for.
    ///   - kept: The secrets there are already, so that they may be left out.
    ///   - known: The settings of before: a value that only the operator may set may be repeated by anybody.
    ///   - isOperator: Whether it is the operator who asks.
    /// - Throws: ``MethodFault`` with all fields that break a rule.
    package init(
        _ given: [String: MethodValue?],
        for description: MethodDescription,
        kept: Set<String> = [],
        known: MethodSettings? = nil,
        isOperator: Bool = true
    ) throws(MethodFault) {
        var faults: [MethodFault.Field] = []
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let field = description.field(name) else {
                let names = description.settings.map(\.name).joined(separator: ", ")
                let what = names.isEmpty ? "it takes no settings" : "it takes \(names)"
                faults.append(MethodFault.Field(name, "is not a setting of \(description.kind.rawValue); \(what)"))
                continue
            }
            guard let value else { continue }
            if let problem = field.problem(with: value) {
                faults.append(MethodFault.Field(name, problem))
            } else if field.isOperatorOnly, !isOperator, known?.values[name] != value {
                faults.append(MethodFault.Field(name, "may be set by the operator only, on the service's own machine"))
            } else if field.isSecret, case .text(let text) = value {
                secrets[name] = text
            } else {
                values[name] = value
            }
        }
        let missing = description.settings.filter { field in
            field.isRequired && values[field.name] == nil && secrets[field.name] == nil && !kept.contains(field.name)
                && !faults.contains { $0.name == field.name }
        }
        faults += missing.map { MethodFault.Field($0.name, "is missing: \($0.description)") }
        guard faults.isEmpty else { throw MethodFault(faults) }
    }
}

extension MethodField {
    /// The longest text that a field takes, in bytes; a secret may be a key in PEM.
    private var longestText: Int { isSecret ? 10_000 : 1000 }

    /// What is wrong with a value, if anything.
    fileprivate func problem(with value: MethodValue) -> String? {
        switch (type, value) {
        case (.number, .number), (.flag, .flag): return nil
        case (.number, _): return "is not a whole number"
        case (.flag, _): return "is not true or false"
        case (.text, .text(let text)), (.address, .text(let text)), (.choice, .text(let text)):
            return problem(withText: text)
        case (.text, _), (.address, _), (.choice, _): return "is not a string"
        }
    }

    private func problem(withText text: String) -> String? {
        if text.isEmpty { return "is empty; give a value or leave it out" }
        if text.utf8.count > longestText { return "is longer than \(longestText) bytes" }
        let breaks = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if breaks { return "contains a line break or another control character; remove it" }
        switch type {
        case .address:
            do { _ = try EmailAddress(parsing: text) } catch { return "\(error)" }
            return nil
        case .choice where !choices.contains(text.lowercased()):
            return "is not one of \(choices.joined(separator: ", "))"
        default: return nil
        }
    }
}
