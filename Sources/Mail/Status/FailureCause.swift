/// The table that finds what a failure was about, and so what to do next; the first row that fits decides.
///
/// It never changes a failure's class, which was decided when the failure was recorded.
package enum FailureCause {
    /// What a failure was about.
    ///
    /// - Parameters:
    ///   - fact: The failure.
    ///   - failureClass: Its class.
    /// - Returns: The code; that of the class alone where no row fits.
    package static func code(of fact: EvidenceFact, failureClass: FailureClass) -> StatusReason.Code {
        let said = plain(fact.words)
        if let row = table.first(where: { $0.fits(fact, failureClass, said) }) { return row.code }
        return switch failureClass {
        case .hard: .addressRefused
        case .soft: .gaveUp
        case .blocked: .refused
        case .complaint: .complained
        }
    }

    /// Small letters and single spaces; without addresses, whose own words would mislead.
    private static func plain(_ text: String?) -> String {
        (text ?? "").prefix(4000).lowercased().split { $0.isWhitespace }.filter { !$0.contains("@") }
            .joined(separator: " ")
    }

    private static let table: [Row] = [
        // At a server of one's own, before any recipient was named.
        Row(.signInRefused, stages: ["auth"]),
        Row(
            .signInRefused,
            codes: [530, 534, 535, 538],
            statuses: ["5.7.8", "5.7.9", "5.7.11", "5.7.30", "5.7.57", "5.7.139"]
        ),
        Row(.methodMissing, stages: ["setup"]),
        Row(.mailMissing, stages: ["read"]),
        Row(.tooLarge, statuses: ["5.3.4", "4.3.4", "5.2.3", "4.2.3"], words: FailureWords.size),
        Row(.ownServerUnreachable, stages: ["connect", "greeting", "ehlo", "tls"]),

        Row(.suppressed, words: FailureWords.suppressed),
        Row(.mailboxFull, statuses: ["5.2.2", "4.2.2"], words: FailureWords.full),

        // About the sender.
        Row(
            .notAuthenticated,
            statuses: ["5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.26", "5.7.509", "5.7.515"],
            words: FailureWords.authentication
        ),
        Row(.senderRefused, stages: ["mail"]),
        Row(
            .senderRefused,
            statuses: ["5.1.7", "5.1.8", "5.1.9", "5.7.27", "5.7.60", "5.7.501"],
            words: FailureWords.sender
        ),
        Row(.tooMany, statuses: ["5.7.28", "4.7.28", "5.7.705", "5.7.708"], words: FailureWords.tooMany),
        Row(.badReputation, statuses: ["5.7.25", "5.7.511", "5.7.606"], words: FailureWords.reputation),

        // About the address.
        Row(
            .domainUnknown,
            [.hard],
            statuses: ["5.1.2", "5.1.10", "5.4.4", "5.4.310"],
            words: FailureWords.domain
        ),
        Row(.mailboxClosed, [.hard], statuses: ["5.2.1", "5.1.6"], words: FailureWords.closed),
        Row(
            .addressUnknown,
            [.hard],
            statuses: ["5.1.0", "5.1.1", "5.1.3", "5.4.1", "4.1.1"],
            words: FailureWords.unknown
        ),

        // About the mail, and the way.
        Row(.contentRefused, [.blocked, .soft], statuses: ["5.6.*"], words: FailureWords.content),
        Row(.unreachable, [.soft, .blocked], statuses: ["4.4.*", "5.4.*"], words: FailureWords.way),
        Row(.mailboxFull, [.soft], codes: [552]),
    ]

    /// One row: the class and the stage must fit if they are named, and one of codes, statuses and words if any are.
    private struct Row: Sendable {
        let code: StatusReason.Code
        let classes: Set<FailureClass>
        let stages: Set<String>
        let codes: Set<Int>
        let statuses: [String]
        let words: [String]

        init(
            _ code: StatusReason.Code,
            _ classes: Set<FailureClass> = [],
            stages: Set<String> = [],
            codes: Set<Int> = [],
            statuses: [String] = [],
            words: [String] = []
        ) {
            self.code = code
            self.classes = classes
            self.stages = stages
            self.codes = codes
            self.statuses = statuses
            self.words = words
        }

        func fits(_ fact: EvidenceFact, _ failureClass: FailureClass, _ said: String) -> Bool {
            guard classes.isEmpty || classes.contains(failureClass) else { return false }
            guard stages.isEmpty || fact.stage.map(stages.contains) ?? false else { return false }
            let asksNoMore = codes.isEmpty && statuses.isEmpty && words.isEmpty
            return asksNoMore || fact.code.map(codes.contains) ?? false
                || statuses.contains { Self.matches(fact.status, $0) }
                || words.contains { said.contains($0) }
        }

        private static func matches(_ status: String?, _ pattern: String) -> Bool {
            guard let status else { return false }
            return pattern.hasSuffix("*") ? status.hasPrefix(pattern.dropLast()) : status == pattern
        }
    }
}
