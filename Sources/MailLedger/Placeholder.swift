enum MailLedgerPlaceholder {}
