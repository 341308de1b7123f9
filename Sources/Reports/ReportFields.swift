/// The fields of a report part, in their groups (RFC 3464 §2.1): one about the mail, then one per recipient.
struct ReportFields: Sendable {
    /// A group: names in small letters, values unfolded.
    typealias Group = [(name: String, value: String)]

    private(set) var groups: [Group] = []

    private static let largestGroup = 500

    /// Reads the groups; what is no field is passed over.
    init(_ text: some StringProtocol) {
        var group: Group = []
        var count = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            count += 1
            guard count <= 20_000, groups.count < 1000 else { break }
            if line.allSatisfy(\.isWhitespace) {
                close(&group)
            } else if line.first == " " || line.first == "\t" {
                if let last = group.indices.last, group[last].value.utf8.count < 4096 {
                    group[last].value += " " + line.trimmed
                }
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].trimmed.lowercased()
                guard name.utf8.count <= 60, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { continue }
                // Some servers leave out the empty line between recipients.
                if name == "final-recipient", group.contains(where: { $0.name == name }) {
                    close(&group)
                }
                // RFC 3464 knows a dozen fields; what goes far beyond would only cost time.
                guard group.count < Self.largestGroup else { continue }
                group.append((name, String(line[line.index(after: colon)...].prefix(4096)).trimmed))
            }
        }
        close(&group)
    }

    private mutating func close(_ group: inout Group) {
        defer { group = [] }
        guard !group.isEmpty else { return }
        // A stray empty line within a recipient's group.
        if !group.namesRecipient, let last = groups.last, last.namesRecipient,
            last.count + group.count <= Self.largestGroup,
            !group.contains(where: { field in last.contains { $0.name == field.name } })
        {
            groups[groups.count - 1] += group
            return
        }
        groups.append(group)
    }
}

extension ReportFields.Group {
    /// The value of the first field with this name.
    func value(_ name: String) -> String? {
        first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Whether the group is about a recipient.
    var namesRecipient: Bool {
        contains { $0.name == "final-recipient" || $0.name == "original-recipient" }
    }

    /// The address in a field such as `rfc822; name@example.com`.
    func address(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        let text = value.firstIndex(of: ";").map { String(value[value.index(after: $0)...]) } ?? value
        if let address = addresses(in: text).first, !text.trimmed.hasPrefix("@") { return address }
        let bare = text.trimmed.filter { $0 != "<" && $0 != ">" }
        return bare.isEmpty ? nil : String(bare.prefix(320))
    }
}
