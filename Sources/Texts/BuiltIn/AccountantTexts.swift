import Mail

extension TextPair {
    /// The built-in subject and text of the mail that brings a document to the accountant.
    package static func accountant(in language: StatusLanguage) -> Self {
        switch language {
        case .dutch:
            Self(
                subject: "%Document-type% %document-number% voor de boekhouding van %company-name%",
                text: """
                    Goedendag,

                    Hierbij ontvangt u %document-type% %document-number% voor de boekhouding van %company-name%.

                    Klant: %client-name%
                    Datum: %issue-date%
                    Totaalbedrag: %amount%

                    Met vriendelijke groet,
                    %company-name%

                    """
            )
        case .french:
            Self(
                subject: "%Document-type% %document-number% pour la comptabilité de %company-name%",
                text: """
                    Bonjour,

                    Veuillez trouver ci-joint, pour la comptabilité de %company-name%, le document suivant\u{A0}: \
                    %document-type% n°\u{A0}%document-number%.

                    Client\u{A0}: %client-name%
                    Date\u{A0}: %issue-date%
                    Montant total\u{A0}: %amount%

                    Cordialement,
                    %company-name%

                    """
            )
        case .english:
            Self(
                subject: "%Document-type% %document-number% for the books of %company-name%",
                text: """
                    Hello,

                    Please find %document-type% %document-number% for the books of %company-name% with this email.

                    Customer: %client-name%
                    Date: %issue-date%
                    Total amount: %amount%

                    Kind regards,
                    %company-name%

                    """
            )
        case .spanish:
            Self(
                subject: "%Document-type% %document-number% para la contabilidad de %company-name%",
                text: """
                    Buenos días:

                    Adjuntamos el siguiente documento para la contabilidad de %company-name%: %document-type% \
                    n.º\u{A0}%document-number%.

                    Cliente: %client-name%
                    Fecha: %issue-date%
                    Importe total: %amount%

                    Atentamente,
                    %company-name%

                    """
            )
        }
    }
}
