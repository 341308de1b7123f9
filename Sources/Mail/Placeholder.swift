enum MailPlaceholder {}
