import MIME

/// Works out the explanation of one mail.
struct ReportExplainer {
    let headers: ReportHeaders
    let content: ReturnedMail
    let rules: ReportRules
    let whole: SearchText
    var explanation: ReportExplanation

    init(_ mail: ParsedMail, rules: ReportRules) {
        headers = ReportHeaders(mail)
        content = ReturnedMail(mail)
        self.rules = rules
        whole = SearchText(content.words, limit: 16_384)
        explanation = ReportExplanation(kind: .notAReport, ruleSetVersion: rules.version)
        explanation.sentTo = headers.sentTo
    }

    mutating func explain() -> ReportExplanation {
        let isReport =
            explainFields() || explainNotice() || explainWrittenFields() || explainWords() || explainAutomaticReply()
        if isReport { describeReturnedMail() }
        return explanation
    }

    /// What the returned headers say about the mail that the report is about.
    private mutating func describeReturnedMail() {
        let returned = ReportFields(content.returned).groups.first ?? []
        let named = ["message-id", "x-original-message-id"].compactMap { returned.value($0) }
        explanation.messageIDs += named
        if explanation.messageIDs.isEmpty {
            explanation.messageIDs += ReportFields(unindented(content.words)).groups.flatMap { $0 }
                .filter { $0.name == "message-id" }.map(\.value).prefix(5)
        }
        if explanation.messageIDs.isEmpty || explanation.kind == .autoReply {
            explanation.messageIDs += [headers.value("In-Reply-To"), headers.value("References")].compactMap { $0 }
                .flatMap { $0.split(separator: " ").map(String.init) }
        }
        explanation.messageIDs = unique(
            explanation.messageIDs.prefix(20).map { $0.filter { $0 != "<" && $0 != ">" }.trimmed }
                .filter { !$0.isEmpty && $0.utf8.count <= 998 }
        )
        if explanation.originalRecipients.isEmpty {
            let to = ["x-original-to", "to", "cc"].compactMap { returned.value($0) }
            explanation.originalRecipients = Array(unique(to.flatMap { addresses(in: $0) }).prefix(100))
        }
    }

    private func unindented(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).prefix(500).map(\.trimmed).joined(separator: "\n")
    }

    /// The addresses that the returned headers were sent to.
    func returnedRecipients() -> [String] {
        let returned = ReportFields(content.returned).groups.first ?? []
        return unique(["to", "x-original-to"].compactMap { returned.value($0) }.flatMap { addresses(in: $0) })
    }

    /// The class, rule and words for a recipient that failed or is late.
    func recipient(
        _ address: String,
        action: ReportAction,
        statusField: String? = nil,
        diagnostic: String? = nil,
        words: String
    ) -> ReportedRecipient {
        let diagnosticText = SearchText(diagnostic ?? "", limit: 4096)
        let context = SearchText(words, limit: 4096)
        let comment = statusField.flatMap { $0.contains("(") ? $0 : nil } ?? ""
        let field = statusField.flatMap { EnhancedStatus(firstIn: $0) }
        let said = EnhancedStatus(firstIn: diagnosticText.folded)
        let beside = EnhancedStatus(firstIn: context.folded)
        // The server that refused knows better than the one that reports, unless it says nothing.
        let status = [said, field, beside].compactMap { $0 }.first { !$0.isGeneric } ?? said ?? field ?? beside
        let code =
            firstReplyCode(in: diagnosticText.folded) ?? statusField.flatMap { firstReplyCode(in: Array($0.utf8)) }
            ?? firstReplyCode(in: context.folded)
        let findings = Findings(
            diagnostic: diagnosticText.isEmpty ? SearchText(comment) : diagnosticText,
            context: context,
            whole: whole,
            status: status,
            replyCode: code,
            stage: ReportStage(in: context) ?? ReportStage(in: whole)
        )
        let decision = rules.decide(findings)
        return ReportedRecipient(
            address: address,
            action: action,
            status: status?.description,
            replyCode: code,
            reportClass: action == .failed ? decision.reportClass : .none,
            rule: decision.rule,
            quote: decision.quote,
            originalRecipient: nil,
            diagnostic: diagnostic
        )
    }
}
