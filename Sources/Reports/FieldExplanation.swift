import MIME

extension ReportExplainer {
    /// Explains a mail with a part of fields; false where there is none that says anything.
    mutating func explainFields() -> Bool {
        for part in content.fieldParts {
            let fields = ReportFields(part.text)
            switch part.mediaType {
            case "message/feedback-report": if explainFeedback(FeedbackReport(fields)) { return true }
            case "message/disposition-notification", "message/global-disposition-notification":
                if explainDisposition(DispositionReport(fields)) { return true }
            default: if explainDeliveryStatus(fields) { return true }
            }
        }
        return false
    }

    /// Explains delivery status fields that stand among the words.
    mutating func explainWrittenFields() -> Bool {
        let folded = content.words.lowercased()
        guard folded.contains("final-recipient:") || folded.contains("feedback-type:"), headers.isFromMailSystem else {
            return false
        }
        let lines = content.words.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(2000)
        let text = lines.map(\.trimmed).joined(separator: "\n")
        if folded.contains("feedback-type:") {
            return explainFeedback(FeedbackReport(ReportFields(text)))
        }
        return explainDeliveryStatus(ReportFields(text))
    }

    /// Explains delivery status fields; false where they name no recipient.
    private mutating func explainDeliveryStatus(_ fields: ReportFields) -> Bool {
        let report = DeliveryStatusReport(fields, isWarning: headers.subjectSaysDelay)
        explanation.envelopeID = explanation.envelopeID ?? report.envelopeID
        explanation.arrivalDate = explanation.arrivalDate ?? report.arrivalDate.flatMap { mailDate($0) }
        explanation.reportingMTA = explanation.reportingMTA ?? report.reportingMTA
        guard !report.recipients.isEmpty else { return false }
        let named = NamedRecipients(words: content.words, sentTo: [])
        let words = Dictionary(
            named.words(about: report.recipients.map(\.address)).map { ($0.address.lowercased(), $0.words) },
            uniquingKeysWith: { first, _ in first }
        )
        var seen: Set<String> = []
        for reported in report.recipients
        where seen.insert("\(reported.address.lowercased()) \(reported.action)").inserted {
            var explained: ReportedRecipient
            switch reported.action {
            case .failed, .delayed:
                explained = recipient(
                    reported.address,
                    action: reported.action,
                    statusField: reported.status,
                    diagnostic: reported.diagnostic,
                    words: words[reported.address.lowercased()] ?? "",
                    isOnly: report.recipients.count == 1
                )
            default: explained = handedOver(reported)
            }
            explained.originalRecipient = reported.original
            explanation.recipients.append(explained)
        }
        explanation.originalRecipients = unique(report.recipients.compactMap(\.original))
        explanation.kind = kind(of: report.recipients.map(\.action))
        return true
    }

    private func handedOver(_ reported: DeliveryStatusReport.Recipient) -> ReportedRecipient {
        ReportedRecipient(
            address: reported.address,
            action: reported.action,
            status: reported.status.flatMap { EnhancedStatus(firstIn: $0) }?.description,
            replyCode: nil,
            reportClass: reported.action == .delivered ? .delivered : .none,
            rule: "action.\(reported.action.rawValue)",
            quote: "Action: \(reported.action.rawValue)",
            originalRecipient: nil,
            diagnostic: reported.diagnostic
        )
    }

    /// The kind of a report about several recipients: the worst that it tells.
    private func kind(of actions: [ReportAction]) -> ReportKind {
        if actions.contains(.failed) { return .bounce }
        if actions.contains(.delayed) { return .delay }
        if actions.contains(.delivered) { return .success }
        if actions.contains(.relayed) || actions.contains(.expanded) { return .relayed }
        return .notAReport
    }

    /// Explains a complaint that Outlook.com forwards without a report part.
    mutating func explainForwardedComplaint() -> Bool {
        guard headers.subject.hasPrefix("complaint about message from"), !content.returned.isEmpty else { return false }
        let returned = ReportFields(content.returned).groups.first ?? []
        let named = returned.value("x-hmxmroriginalrecipient").map { addresses(in: $0) } ?? returnedRecipients()
        return explainFeedback(FeedbackReport(recipients: named))
    }

    private mutating func explainFeedback(_ report: FeedbackReport) -> Bool {
        let named = report.recipients.isEmpty ? Array(returnedRecipients().prefix(1)) : report.recipients
        let type = report.type.isEmpty ? "abuse" : report.type
        explanation.kind = .complaint
        explanation.envelopeID = report.fields.value("original-envelope-id")
        explanation.arrivalDate = (report.fields.value("arrival-date") ?? report.fields.value("received-date"))
            .flatMap { mailDate($0) }
        explanation.reportingMTA = report.fields.value("reporting-mta")
        explanation.recipients = (named.isEmpty ? [""] : named).map { address in
            ReportedRecipient(
                address: address,
                action: .reported,
                status: nil,
                replyCode: nil,
                reportClass: report.isComplaint ? .complaint : .none,
                rule: "feedback.\(type)",
                quote: "Feedback-Type: \(type)",
                originalRecipient: nil,
                diagnostic: nil
            )
        }
        return true
    }

    private mutating func explainDisposition(_ report: DispositionReport) -> Bool {
        guard let action = report.action else { return false }
        explanation.kind = .readReceipt
        explanation.messageIDs = [report.messageID].compactMap { $0 }
        explanation.reportingMTA = report.reportingMTA
        explanation.originalRecipients = [report.original].compactMap { $0 }
        let mode = report.isManual.map { $0 ? ".manual" : ".automatic" } ?? ""
        explanation.recipients = [
            ReportedRecipient(
                address: report.recipient ?? report.original ?? addresses(in: headers.from).first ?? "",
                action: action,
                status: nil,
                replyCode: nil,
                reportClass: .none,
                rule: "disposition.\(action.rawValue)\(mode)",
                quote: "Disposition: \(report.disposition.prefix(200))",
                originalRecipient: report.original,
                diagnostic: nil
            )
        ]
        return true
    }
}
