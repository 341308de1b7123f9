/// A recipient that a report names in its words, with what it says there about it.
struct NamedRecipient: Hashable, Sendable {
    var address: String
    var words: String
}

/// Finds the recipients that a report without fields names.
///
/// Mail systems list them in few ways: an address that leads a line, one behind a word such as `Recipient:`, one within
/// the SMTP conversation, or one in a sentence that says what failed. The first way that yields any is taken.
struct NamedRecipients: Sendable {
    private let lines: [ReportLine]
    private let ignored: Set<String>

    private struct Found {
        var recipient: NamedRecipient
        /// How many bytes of its words are no white space.
        var inkedBytes: Int

        /// Whether nothing is known yet but the address.
        var isBare: Bool { inkedBytes <= recipient.address.utf8.count + 8 }
    }

    /// Looks at the words of a report, other than the addresses that it was sent to.
    init(words: String, sentTo: [String]) {
        lines = words.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(3000)
            .map { ReportLine($0.prefix(2000)) }
        ignored = Set(sentTo.map { $0.lowercased() })
    }

    /// The recipients, each once, at most 500.
    func find() -> [NamedRecipient] {
        for pass in [leading(_:), opening(_:), labelled(_:), commanded(_:), mentioned(_:)] {
            let found = collect(pass)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// The words beside the recipients that other sources name.
    func words(about recipients: [String]) -> [NamedRecipient] {
        let wanted = Set(recipients.map { $0.lowercased() })
        return collect { line in
            addressPlaces(in: Array(line.text.utf8)).map(\.address).filter { wanted.contains($0.lowercased()) }
        }
    }

    private func collect(_ pass: (ReportLine) -> [String]) -> [NamedRecipient] {
        var found: [Found] = []
        var places: [String: Int] = [:]
        var current: [Int] = []
        var isClosed = true
        // What stands before a line such as `554 <name@example.com>... No` is about that address.
        var before = ""
        for line in lines {
            let named = line.hasSign ? unique(pass(line)) : []
            if !named.isEmpty {
                let fresh = named.filter { places[$0.lowercased()] == nil }
                if fresh.isEmpty {
                    // A second mention, mostly within the server's answer, goes on about the same recipient.
                    if current.count == 1 { append(line, to: current, of: &found) }
                    continue
                }
                // Addresses listed one under the other share what follows.
                let startsList = !current.isEmpty && !isClosed && current.allSatisfy { found[$0].isBare }
                current = startsList ? current : []
                let closes = startsWithReply(line.text)
                for address in fresh where found.count < 500 {
                    places[address.lowercased()] = found.count
                    current.append(found.count)
                    let words = closes ? before + line.text : String(line.text)
                    let inkedBytes = line.inkedBytes + (closes ? before.utf8.count { $0 > 0x20 } : 0)
                    found.append(
                        Found(recipient: NamedRecipient(address: address, words: words), inkedBytes: inkedBytes)
                    )
                }
                before = ""
                isClosed = closes
            } else if !current.isEmpty, !isClosed {
                if line.isRule, current.contains(where: { !found[$0].isBare }) {
                    isClosed = true
                } else {
                    append(line, to: current, of: &found)
                }
            } else if before.utf8.count < 2048 {
                before += line.text + "\n"
            }
        }
        // With many recipients, what stands beside all of them is still read but once or twice.
        let most = max(256, 65_536 / max(1, found.count))
        return found.map { found in
            guard found.recipient.words.utf8.count > most else { return found.recipient }
            let words = String(decoding: found.recipient.words.utf8.prefix(most), as: UTF8.self)
            return NamedRecipient(address: found.recipient.address, words: words)
        }
    }

    private func append(_ line: ReportLine, to current: [Int], of found: inout [Found]) {
        // A list shares its words, and many empty lines say nothing.
        guard line.inkedBytes > 0 else { return }
        for index in current where found[index].recipient.words.utf8.count < 4096 {
            found[index].recipient.words += "\n" + line.text
            found[index].inkedBytes += line.inkedBytes
        }
    }

    private func startsWithReply(_ line: Substring) -> Bool {
        let start = line.utf8.prefix(4)
        return start.count == 4 && start.prefix(3).allSatisfy(\.isDigit) && start.last == UInt8(ascii: " ")
    }

    /// An address that leads a line, behind marks of a list alone.
    private func leading(_ line: ReportLine) -> [String] {
        addresses(leading: line.text, behind: [])
    }

    /// An address that leads a sentence.
    private func opening(_ line: ReportLine) -> [String] {
        let bytes = Array(line.text.utf8)
        guard let first = addressPlaces(in: bytes).first,
            bytes[..<first.range.lowerBound].allSatisfy({ " \t<\"'".utf8.contains($0) })
        else { return [] }
        return open(line.text).filter { $0 == first.address }
    }

    /// An address behind a word that announces it.
    private func labelled(_ line: ReportLine) -> [String] {
        addresses(leading: line.text, behind: Self.labels)
    }

    /// Words in a label that announces a failing recipient.
    private static let announcing: [String] = [
        "recipient", "address", "user", "deliver", "mailbox", "fail", "unknown", "invalid", "reject", "target",
    ]

    private static let labels: [String] = [
        "recipient", "recipients", "recipient address", "recipient(s)", "to", "rcpt to", "address", "failed recipient",
        "failed recipients", "addressed to", "email address", "e-mail address", "intended recipient",
        "final recipient", "original recipient", "mailbox", "user", "undeliverable to", "undelivered to",
        "undeliverable address", "failed address", "target", "for", "destinataire", "empfänger", "destinatario",
        "ontvanger", "aan", "an", "à", "para",
        "envelope-to", "delivery to", "could not deliver to", "unable to deliver to", "unable to deliver message to",
        "delivery failed to", "your message to", "sent to", "mail to", "宛先", "failed to deliver to",
    ]

    private func addresses(leading line: Substring, behind labels: [String]) -> [String] {
        let bytes = Array(line.utf8)
        let found = addressPlaces(in: bytes)
        guard let first = found.first else { return [] }
        let before = String(decoding: bytes[..<first.range.lowerBound], as: UTF8.self).trimmed.lowercased()
        let marks = Set("<\"'*-•·>[(&:;.,#0123456789 \t")
        if labels.isEmpty {
            guard before.allSatisfy(marks.contains) else { return [] }
            // What follows an address that leads a sentence is a word; what follows one in a list is a mark.
            let after = bytes[first.range.upperBound...].drop { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "\"") }
            let rest = after.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let isMarked = rest.first.map { ":;,(-[=<.\\>'".utf8.contains($0) || $0.isDigit || $0 == 0x0D } ?? true
            guard
                isMarked || after.first == UInt8(ascii: "\t") || after.starts(with: "  ".utf8)
                    || bytes.first == UInt8(ascii: "<")
            else { return [] }
        } else {
            let label = before.filter { !"<\"'[(*-".contains($0) }.trimmed
            let word = (label.hasSuffix(":") ? String(label.dropLast()) : label).trimmed
            let announces =
                label.hasSuffix(":") && label.utf8.count <= 80 && Self.announcing.contains { label.contains($0) }
            guard labels.contains(word) || announces else { return [] }
        }
        return found.map(\.address).filter { !ignored.contains($0.lowercased()) || labels.isEmpty && before == "<" }
            .prefix(isList(bytes, found.map(\.range)) ? found.count : 1).map { $0 }
    }

    /// Whether only marks stand between the addresses.
    private func isList(_ line: [UInt8], _ ranges: [Range<Int>]) -> Bool {
        zip(ranges, ranges.dropFirst()).allSatisfy { left, right in
            line[left.upperBound..<right.lowerBound].allSatisfy { ",;<> \t\"'".utf8.contains($0) }
        }
    }

    /// An address in a command of the SMTP conversation.
    private func commanded(_ line: ReportLine) -> [String] {
        line.holds(Self.commands) ? open(line.text) : []
    }

    private static let commands: [[UInt8]] = ["rcpt to", "recipient", "<<<"].map { Array($0.utf8) }

    /// An address in a sentence that says what failed.
    private func mentioned(_ line: ReportLine) -> [String] {
        line.holds(Self.failing) ? open(line.text) : []
    }

    private static let failing: [[UInt8]] = [
        "deliver", "recipient", "reject", "unknown", "failed", "not found", "exist", "full", "quota", "returned",
        "could not", "couldn't", "unable", "mailbox", "address", "zugestellt", "bezorgd", "remis", "entreg", "送信", "配信",
    ].map { Array($0.utf8) }

    /// Those whom a report tells to ask.
    private static let helpers: [String] = [
        "mailer-daemon@", "postmaster@", "support@", "abuse@", "help@", "helpdesk@", "admin@", "administrator@",
    ]

    private func open(_ line: Substring) -> [String] {
        addressPlaces(in: Array(line.utf8)).map(\.address).filter { address in
            let folded = address.lowercased()
            return !ignored.contains(folded) && !Self.helpers.contains { folded.hasPrefix($0) }
        }
    }
}
