import MIME

/// Works out the explanation of one mail.
struct ReportExplainer {
    let headers: ReportHeaders
    let content: ReturnedMail
    let rules: ReportRules
    let whole: SearchText
    /// ``whole``, as soon as a recipient is judged by it.
    private lazy var judgedWhole = JudgedText(whole, by: rules)
    var explanation: ReportExplanation

    /// How many mails this one stands in.
    let depth: Int

    init(_ mail: ParsedMail, _ bytes: [UInt8], rules: ReportRules, depth: Int = 0) {
        headers = ReportHeaders(mail)
        // Broken containers show no parts at all.
        let content = ReturnedMail(mail.parts)
        self.content = content.isEmpty ? ReturnedMail(ParsedMail.salvagedParts(of: bytes)) : content
        self.rules = rules
        self.depth = depth
        whole = SearchText(self.content.words, limit: 16_384)
        explanation = ReportExplanation(kind: .notAReport, ruleSetVersion: rules.version)
        explanation.sentTo = headers.sentTo
    }

    mutating func explain() -> ReportExplanation {
        if explainFields() || explainForwardedComplaint() || explainNotice() || explainWrittenFields() || explainWords()
        {
            describeReturnedMail()
        } else if !explainInnerReport(), explainReturnedMail() || explainAutomaticReply() {
            describeReturnedMail()
        }
        return explanation
    }

    /// Explains a report that a mail system wrapped in a mail of its own.
    private mutating func explainInnerReport() -> Bool {
        guard depth < 2, headers.isFromMailSystem else { return false }
        let bytes = content.returnedBytes ?? Array(content.returned.utf8)
        guard bytes.count > 100, let inner = parsedMail(bytes) else { return false }
        var explainer = ReportExplainer(inner, bytes, rules: rules, depth: depth + 1)
        guard explainer.headers.isFromMailSystem else { return false }
        let found = explainer.explain()
        guard found.kind != .notAReport, found.kind != .autoReply else { return false }
        explanation = found
        explanation.sentTo = unique(headers.sentTo + found.sentTo)
        return true
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
    mutating func recipient(
        _ address: String,
        action: ReportAction,
        statusField: String? = nil,
        diagnostic: String? = nil,
        words: String,
        isOnly: Bool
    ) -> ReportedRecipient {
        let diagnosticText = SearchText(diagnostic ?? "", limit: 4096)
        let context = SearchText(words, limit: 4096)
        let comment = statusField.flatMap { $0.contains("(") ? $0 : nil } ?? ""
        let field = statusField.flatMap { EnhancedStatus(firstIn: $0) }
        let said = EnhancedStatus(firstIn: diagnosticText.folded)
        // With one recipient, all that the report says is about it.
        let around = isOnly ? whole.folded : []
        let beside = EnhancedStatus(firstIn: context.folded) ?? EnhancedStatus(firstIn: around)
        // The server that refused knows better than the one that reports, unless it says nothing.
        let status = [said, field, beside].compactMap { $0 }.first { !$0.isGeneric } ?? said ?? field ?? beside
        let code =
            firstReplyCode(in: diagnosticText.folded) ?? statusField.flatMap { firstReplyCode(in: Array($0.utf8)) }
            ?? firstReplyCode(in: context.folded) ?? firstReplyCode(in: around)
        let findings = Findings(
            diagnostic: JudgedText(diagnosticText.isEmpty ? SearchText(comment) : diagnosticText, by: rules),
            context: JudgedText(context, by: rules),
            whole: judgedWhole,
            status: status,
            isStatusSaid: said.map { !$0.isGeneric } == true,
            replyCode: code,
            stage: ReportStage(in: context) ?? (isOnly ? ReportStage(in: whole) : nil)
        )
        let decision = rules.decide(findings)
        // Nothing is final while delivery is still tried.
        let reportClass = action == .delayed && decision.reportClass == .hard ? .soft : decision.reportClass
        return ReportedRecipient(
            address: address,
            action: action,
            status: status?.description,
            replyCode: code,
            reportClass: reportClass,
            rule: decision.rule,
            quote: decision.quote,
            originalRecipient: nil,
            diagnostic: diagnostic
        )
    }
}
