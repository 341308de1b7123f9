/// The fields of a message disposition notification (RFC 8098).
struct DispositionReport: Sendable {
    let recipient: String?
    let original: String?
    let messageID: String?
    let action: ReportAction?
    /// Whether a person did it, not a program; nil where the report does not say.
    let isManual: Bool?
    let disposition: String
    let reportingMTA: String?

    init(_ fields: ReportFields) {
        let all = fields.groups.flatMap { $0 }
        recipient = all.address("final-recipient")
        original = all.address("original-recipient")
        messageID = all.value("original-message-id")
        reportingMTA = all.value("reporting-ua")
        disposition = all.value("disposition") ?? ""
        let halves = disposition.lowercased().split(separator: ";", maxSplits: 1)
        let type = halves.last.map { $0.trimmed.prefix { $0.isLetter } } ?? ""
        action = ReportAction(rawValue: String(type))
        let mode = halves.count == 2 ? halves[0].split(separator: "/").first?.trimmed : nil
        isManual = mode.flatMap { $0.hasPrefix("manual") ? true : $0.hasPrefix("automatic") ? false : nil }
    }
}
