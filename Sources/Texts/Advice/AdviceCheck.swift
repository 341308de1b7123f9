import Mail

/// A mail as it is about to be sent, looked at for what lets mails end as spam.
package struct AdviceCheck: Sendable {
    /// The subject.
    package var subject: String
    /// The text.
    package var text: String
    /// The HTML; nil for plain text alone.
    package var html: String?
    /// The domains that are the sender's own, in lower case.
    package var ownDomains: Set<String>
    /// The customer's name; nil where it is not known.
    package var clientName: String?
    /// The company's name.
    package var companyName: String
    /// How many bytes each attached file has.
    package var fileSizes: [Int]
    /// Whether the mail is about a document.
    package var hasDocument: Bool

    /// Takes a mail over.
    package init(
        subject: String,
        text: String,
        html: String? = nil,
        ownDomains: Set<String>,
        clientName: String?,
        companyName: String,
        fileSizes: [Int],
        hasDocument: Bool
    ) {
        self.subject = subject
        self.text = text
        self.html = html
        self.ownDomains = ownDomains
        self.clientName = clientName
        self.companyName = companyName
        self.fileSizes = fileSizes
        self.hasDocument = hasDocument
    }

    /// What could be better.
    package var advice: [MailAdvice] {
        let words = Self.words(text)
        var found: [MailAdvice] = []
        func note(_ kind: MailAdviceKind, _ field: String, if isSo: Bool) {
            if isSo { found.append(MailAdvice(kind, field: field)) }
        }
        note(.capitals, "subject", if: shouts(Self.words(subject)) >= 1)
        note(.capitals, "text", if: shouts(words) >= 2)
        note(.exclamationMarks, "subject", if: subject.contains("!"))
        note(.exclamationMarks, "text", if: text.contains("!!") || text.count { $0 == "!" } > 2)
        let told = Set(Self.linkedHosts(inText: text).filter(isForeign))
        let shown = Set(Self.linkedHosts(inHTML: html ?? "").filter(isForeign))
        note(.foreignLink, "text", if: !told.isEmpty)
        // HTML that was made from the text has the same links.
        note(.foreignLink, "html", if: !shown.isSubset(of: told))
        note(.littleText, "text", if: words.count < Self.fewWords)
        note(.noName, "text", if: !namesClient)
        note(.noFile, "attachments", if: hasDocument && fileSizes.isEmpty)
        note(.largeAttachments, "attachments", if: fileSizes.reduce(0, +) > Self.largeBytes)
        return found
    }

    private static let fewWords = 25
    private static let largeBytes = 5_000_000

    private var namesClient: Bool {
        guard let clientName, !clientName.isEmpty else { return !hasDocument }
        let name = clientName.lowercased()
        return text.lowercased().contains(name) || (html?.lowercased().contains(escapedName(name)) ?? false)
    }

    private func escapedName(_ name: String) -> String {
        name.replacing("&", with: "&amp;")
    }

    /// How many words are in capitals throughout; names and numbers do not count.
    private func shouts(_ words: [Substring]) -> Int {
        let names = Set(Self.words("\(clientName ?? "") \(companyName)"))
        return words.count { word in
            word.count >= 5 && word.allSatisfy(\.isUppercase) && !names.contains(word)
        }
    }

    private static func words(_ text: String) -> [Substring] {
        text.split { !$0.isLetter && !$0.isNumber }
    }

    private func isForeign(_ host: String) -> Bool {
        !ownDomains.contains { own in host == own || host.hasSuffix("." + own) || own.hasSuffix("." + host) }
    }

    private static func linkedHosts(inText text: String) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace || "<>()\"'".contains($0) }).compactMap { word in
            host(String(word)) ?? (word.lowercased().hasPrefix("www.") ? host("http://\(word)") : nil)
        }
    }

    private static func linkedHosts(inHTML html: String) -> [String] {
        guard let tokens = try? HTMLTokenizer.tokens(of: html) else { return [] }
        return tokens.flatMap { token -> [String] in
            guard case .start("a", let attributes) = token else { return [] }
            return attributes.filter { $0.name == "href" }.compactMap { host($0.value) }
        }
    }

    /// The host of an http or https address; nil for anything else.
    private static func host(_ address: String) -> String? {
        let lower = address.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
        let authority = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last?.prefix { $0 != ":" } ?? ""
        let trimmed = host.drop { $0 == "." }
        let name = trimmed.hasSuffix(".") ? trimmed.dropLast() : trimmed
        return name.isEmpty ? nil : String(name)
    }
}
