/// The fields of a feedback report (RFC 5965).
struct FeedbackReport: Sendable {
    /// Such as `abuse`.
    let type: String
    let recipients: [String]
    let fields: ReportFields.Group

    init(_ fields: ReportFields) {
        let all = fields.groups.flatMap { $0 }
        self.fields = all
        type = all.value("feedback-type").map { String($0.lowercased().prefix { !$0.isWhitespace && $0 != ";" }) } ?? ""
        let named = all.filter { ["original-rcpt-to", "original-recipient", "removal-recipient"].contains($0.name) }
        recipients = unique(named.flatMap { addresses(in: $0.value) })
    }

    /// A complaint without fields.
    init(recipients: [String]) {
        type = "abuse"
        fields = []
        self.recipients = recipients
    }

    /// Whether a person complained; other types tell of checks, or of viruses.
    var isComplaint: Bool { ["abuse", "fraud", "opt-out", "opt-out-list", "complaint", ""].contains(type) }
}
