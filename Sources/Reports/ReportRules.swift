/// The rules by which a report's words, status codes and reply codes become a class.
///
/// They are data, so that another set can be replayed over kept evidence. An id keeps its meaning for good; every
/// change of a set gives it a new version.
package struct ReportRules: Sendable {
    /// Kept with every explanation.
    package let version: Int
    /// Read from the top: the first rule that fits decides.
    let words: [WordRule]
    /// Read from the top: the first prefix that fits decides.
    let statuses: [StatusRule]
    /// For replies without a telling status.
    let replies: [Int: ReplyRule]
    /// For finding ``words`` in a text.
    let index: WordIndex

    init(version: Int, words: [WordRule], statuses: [StatusRule], replies: [Int: ReplyRule]) {
        self.version = version
        self.words = words
        self.statuses = statuses
        self.replies = replies
        index = WordIndex(words)
    }

    /// The rules in use.
    package static let current = ReportRules(
        version: 3,
        words: precedenceWords + blockedWords + hardWords + softWords + weakWords,
        statuses: statusRules,
        replies: replyRules
    )
}

/// A rule that decides by an enhanced status code (RFC 3463 and its registry).
struct StatusRule: Sendable {
    let id: String
    /// The subject and detail, such as `1.1`, or the subject alone, such as `7.`.
    let prefix: String
    /// The class for 5.x.x.
    let permanent: ReportClass
    /// The class for 4.x.x.
    let transient: ReportClass
    /// Whether it goes before all words.
    let isFirm: Bool
    /// Whether it goes before common words.
    let isPrecise: Bool

    init(
        _ prefix: String,
        _ permanent: ReportClass,
        transient: ReportClass? = nil,
        isFirm: Bool = false,
        isPrecise: Bool = false
    ) {
        self.isPrecise = isPrecise || !prefix.hasSuffix(".")
        self.isFirm = isFirm
        self.id = "status." + prefix.split(separator: ".").joined(separator: ".")
        self.prefix = prefix
        self.permanent = permanent
        self.transient = transient ?? permanent
    }
}

/// A rule that decides by the reply code alone.
struct ReplyRule: Sendable {
    let id: String
    let reportClass: ReportClass

    init(_ code: Int, _ reportClass: ReportClass) {
        self.id = "reply.\(code)"
        self.reportClass = reportClass
    }
}

let statusRules: [StatusRule] = [
    StatusRule("1.0", .hard, transient: .soft),
    StatusRule("1.7", .blocked, isFirm: true), StatusRule("1.8", .blocked, isFirm: true), StatusRule("1.9", .blocked),
    StatusRule("1.1", .hard), StatusRule("1.2", .hard), StatusRule("1.3", .hard), StatusRule("1.6", .hard),
    StatusRule("1.10", .hard), StatusRule("1.", .hard),
    StatusRule("2.1", .blocked), StatusRule("2.2", .soft), StatusRule("2.3", .soft), StatusRule("2.", .soft),
    StatusRule("3.1", .soft), StatusRule("3.4", .soft), StatusRule("3.", .soft),
    StatusRule("4.4", .hard, transient: .soft), StatusRule("4.6", .soft), StatusRule("4.7", .soft),
    StatusRule("4.", .soft),
    StatusRule("5.", .soft),
    StatusRule("6.", .soft),
    StatusRule("7.13", .blocked), StatusRule("7.", .blocked, isPrecise: true),
]

let replyRules: [Int: ReplyRule] = {
    let rules: [(Int, ReportClass)] = [
        (421, .soft), (450, .soft), (451, .soft), (452, .soft), (454, .soft), (521, .blocked), (525, .blocked),
        (530, .blocked), (535, .blocked), (550, .soft), (551, .hard), (552, .soft), (553, .hard), (554, .soft),
        (556, .hard), (571, .blocked),
    ]
    return Dictionary(uniqueKeysWithValues: rules.map { ($0.0, ReplyRule($0.0, $0.1)) })
}()
