extension ReportExplainer {
    /// Explains a provider's notice in JSON; false where the words hold none.
    mutating func explainNotice() -> Bool {
        guard let notice = ProviderNotice(in: content.words) else { return false }
        explanation.messageIDs = [notice.mail?.commonHeaders?.messageId, notice.mail?.messageId].compactMap { $0 }
        explanation.originalRecipients = notice.mail?.destination ?? []
        if let bounce = notice.bounce {
            explanation.kind = .bounce
            explanation.reportingMTA = bounce.reportingMTA
            explanation.recipients = bounce.bouncedRecipients.prefix(500).map { bounced in
                let type = [bounce.bounceType, bounce.bounceSubType].compactMap { $0 }.joined(separator: " ")
                return recipient(
                    bounced.emailAddress,
                    action: bounced.action.flatMap(ReportAction.init(deliveryAction:)) ?? .failed,
                    statusField: bounced.status,
                    diagnostic: bounced.diagnosticCode ?? type,
                    words: type,
                    isOnly: bounce.bouncedRecipients.count == 1
                )
            }
        } else if let complaint = notice.complaint {
            explanation.kind = .complaint
            let type = complaint.complaintFeedbackType ?? "abuse"
            explanation.recipients = complaint.complainedRecipients.prefix(500).map { recipient in
                told(recipient.emailAddress, .reported, .complaint, "feedback.\(type)", type)
            }
        } else if let delivery = notice.delivery {
            explanation.kind = .success
            explanation.reportingMTA = delivery.reportingMTA
            explanation.recipients = delivery.recipients.prefix(500).map { address in
                told(address, .delivered, .delivered, "action.delivered", delivery.smtpResponse ?? "Delivery")
            }
        }
        return true
    }

    private func told(
        _ address: String,
        _ action: ReportAction,
        _ reportClass: ReportClass,
        _ rule: String,
        _ quote: String
    ) -> ReportedRecipient {
        ReportedRecipient(
            address: address,
            action: action,
            status: nil,
            replyCode: nil,
            reportClass: reportClass,
            rule: rule,
            quote: String(quote.prefix(300)),
            originalRecipient: nil,
            diagnostic: nil
        )
    }
}
