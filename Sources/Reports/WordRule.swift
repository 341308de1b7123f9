/// A rule that decides by words.
struct WordRule: Sendable {
    /// The lasting id, shown to people and kept with evidence.
    let id: String
    let reportClass: ReportClass
    /// Whether the words are so common that a precise status code goes before them.
    let isWeak: Bool
    /// The status codes that it is for, as prefixes; all where empty.
    let statuses: [String]
    /// The step of the SMTP conversation that it is for; nil for all.
    let stage: ReportStage?
    let patterns: [WordPattern]

    init(
        _ id: String,
        _ reportClass: ReportClass,
        weak isWeak: Bool = false,
        statuses: [String] = [],
        stage: ReportStage? = nil,
        _ patterns: [WordPattern]
    ) {
        self.id = id
        self.reportClass = reportClass
        self.isWeak = isWeak
        self.statuses = statuses
        self.stage = stage
        self.patterns = patterns
    }
}
