import Mail

extension TextPair {
    /// The English subject and text for a kind of document.
    static func english(_ type: DocumentType) -> Self {
        Self(
            subject: "%Document-type% %document-number% from %company-name%",
            text: "%salutation%\n\n\(englishBody(type))\n\nKind regards,\n%company-name%\n"
        )
    }

    private static func englishBody(_ type: DocumentType) -> String {
        switch type {
        case .invoice:
            """
            Please find our invoice %document-number% with this email.

            Invoice date: %issue-date%
            Total amount: %amount%
            Due date: %due-date%

            We would be grateful to receive your payment by %due-date%, quoting the invoice number.

            If you have any questions about this invoice, simply reply to this email and we will be glad to help.
            """
        case .quote:
            """
            Thank you for your enquiry. Please find our quote %document-number% with this email.

            Quote date: %issue-date%
            Total amount: %amount%
            Valid until: %due-date%

            To accept the quote, or to discuss any changes, simply reply to this email. We look forward to hearing from you.
            """
        case .creditNote:
            """
            Please find our credit note %document-number% with this email.

            Date: %issue-date%
            Total amount: %amount%

            The amount will be settled with you; there is nothing you need to do.

            If you have any questions about this credit note, simply reply to this email and we will be glad to help.
            """
        case .orderConfirmation:
            """
            Thank you for your order. We are pleased to confirm your order %document-number%.

            Order date: %issue-date%
            Total amount: %amount%

            Please check the order confirmation. If anything is not as it should be, let us know as soon as possible by \
            replying to this email.
            """
        case .reminder:
            """
            According to our records we have not yet received your payment. Please find our payment reminder \
            %document-number% with this email.

            Amount outstanding: %amount%
            Due date: %due-date%

            We kindly ask you to pay the outstanding amount. If your payment is already on its way, please disregard this \
            reminder.

            If you are unable to pay, or do not agree with the invoice, please contact us by replying to this email.
            """
        case .deliveryNote:
            """
            Please find delivery note %document-number% for your delivery with this email.

            Date: %issue-date%

            Please check the delivery against this note. If anything is missing or damaged, let us know as soon as \
            possible by replying to this email.
            """
        case .workOrder:
            """
            Please find work order %document-number% with this email.

            Date: %issue-date%

            It lists the work to be done or carried out and the materials used. Please check that everything is correct.

            If you have any questions or remarks, simply reply to this email.
            """
        }
    }
}

/// The English name of a kind of document.
func englishNoun(_ type: DocumentType) -> String {
    switch type {
    case .invoice: "invoice"
    case .quote: "quote"
    case .creditNote: "credit note"
    case .orderConfirmation: "order confirmation"
    case .reminder: "payment reminder"
    case .deliveryNote: "delivery note"
    case .workOrder: "work order"
    }
}
