import Mail
import SMTP

/// A server's final no, as far as its class depends on it.
package struct Refusal: Hashable, Sendable {
    /// The step at which it came.
    package var stage: SMTPStage
    /// The reply code.
    package var code: Int?
    /// The enhanced status code (RFC 3463).
    package var status: String?
    /// The words of the reply.
    package var text: String?

    /// Describes a refusal.
    package init(stage: SMTPStage, code: Int?, status: String? = nil, text: String? = nil) {
        self.stage = stage
        self.code = code
        self.status = status
        self.text = text
    }
}

/// What a refusal means, and which rule says so.
package struct RejectionVerdict: Hashable, Sendable {
    /// The class.
    package let failureClass: FailureClass
    /// The rule's name, with the table's version, for example `1:mailbox-full`.
    package let rule: String
}

/// The table that turns a refusal into a class: the first rule that fits decides.
///
/// A wrong "hard" makes a business stop writing to a good address, so a rule is hard only where the reply plainly is about
/// the recipient's address; what is in doubt is "blocked". The table's version rises with every change.
package enum RejectionRules {
    /// The version of the table.
    package static let version = 1

    /// The class of a refusal.
    package static func verdict(on refusal: Refusal) -> RejectionVerdict {
        let words = plain(refusal.text)
        let rule = table.first { $0.fits(refusal, words: words) } ?? lastResort
        return RejectionVerdict(failureClass: rule.failureClass, rule: "\(version):\(rule.name)")
    }

    /// Small letters and single spaces; without addresses, whose own words would mislead.
    private static func plain(_ text: String?) -> String {
        (text ?? "").lowercased().split { $0.isWhitespace }.filter { !$0.contains("@") }.joined(separator: " ")
    }

    private static let lastResort = Rule("refused", .blocked)

    private static let afterSender: Set<SMTPStage> = [.rcpt, .data, .finalDot]

    private static let table: [Rule] = [
        // The sender's side: nothing here is about the recipient.
        Rule("sign-in", .blocked, stages: [.auth]),
        Rule("system-busy", .soft, statuses: ["5.3.1", "5.3.2"]),
        Rule("session", .blocked, stages: [.connect, .greeting, .ehlo, .tls]),
        Rule("size", .soft, statuses: ["5.3.4", "5.2.3"]),
        Rule("size-words", .soft, words: RejectionWords.size),
        Rule("sender", .blocked, stages: [.mail]),
        Rule("sender-status", .blocked, statuses: ["5.1.7", "5.1.8", "5.1.9"]),
        Rule("sender-words", .blocked, words: RejectionWords.sender),

        // What the enhanced status says plainly.
        Rule("mailbox-full", .soft, statuses: ["5.2.2"]),
        Rule("no-mailbox", .hard, statuses: ["5.1.*", "5.2.1"]),
        Rule("policy", .blocked, statuses: ["5.7.*"]),
        Rule("content", .blocked, statuses: ["5.6.*"]),
        Rule("no-route", .hard, statuses: ["5.4.4"]),

        // What the words say, where there is no status or one that says little.
        Rule("full-words", .soft, words: RejectionWords.full),
        // Exchange Online refuses unknown recipients at the edge so; on its own, "access denied" is policy.
        Rule("edge-blocking", .hard, statuses: ["5.4.1"], words: ["recipient address rejected"]),
        Rule("blocked-words", .blocked, words: RejectionWords.blocked),
        Rule("unknown-words", .hard, stages: afterSender, words: RejectionWords.unknown),
        Rule("passing-words", .soft, words: RejectionWords.passing),

        // What is left are the coarse classes and codes.
        Rule("system", .soft, statuses: ["5.3.*", "5.4.*"]),
        Rule("no-mailbox-code", .hard, stages: [.rcpt], codes: [550, 551, 553, 556]),
        Rule("storage-code", .soft, codes: [552]),
        Rule("sign-in-code", .blocked, codes: [530, 534, 535, 538]),
        Rule("syntax-code", .soft, codes: [500, 501, 502, 503, 504, 555]),
    ]

    /// One line of the table; what is left empty is not looked at.
    private struct Rule: Sendable {
        let name: String
        let failureClass: FailureClass
        let stages: Set<SMTPStage>
        let codes: Set<Int>
        let statuses: [String]
        let words: [String]

        init(
            _ name: String,
            _ failureClass: FailureClass,
            stages: Set<SMTPStage> = [],
            codes: Set<Int> = [],
            statuses: [String] = [],
            words: [String] = []
        ) {
            self.name = name
            self.failureClass = failureClass
            self.stages = stages
            self.codes = codes
            self.statuses = statuses
            self.words = words
        }

        func fits(_ refusal: Refusal, words said: String) -> Bool {
            (stages.isEmpty || stages.contains(refusal.stage))
                && (codes.isEmpty || refusal.code.map(codes.contains) ?? false)
                && (statuses.isEmpty || statuses.contains { Self.matches(refusal.status, $0) })
                && (words.isEmpty || words.contains { said.contains($0) })
        }

        private static func matches(_ status: String?, _ pattern: String) -> Bool {
            guard let status else { return false }
            return pattern.hasSuffix("*") ? status.hasPrefix(pattern.dropLast()) : status == pattern
        }
    }
}
