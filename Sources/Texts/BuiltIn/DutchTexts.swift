import Mail

extension TextPair {
    /// The Dutch subject and text for a kind of document.
    static func dutch(_ type: DocumentType) -> Self {
        Self(
            subject: "%Document-type% %document-number% van %company-name%",
            text: "%salutation%\n\n\(dutchBody(type))\n\nMet vriendelijke groet,\n%company-name%\n"
        )
    }

    private static func dutchBody(_ type: DocumentType) -> String {
        switch type {
        case .invoice:
            """
            Hierbij ontvangt u factuur %document-number%.

            Factuurdatum: %issue-date%
            Totaalbedrag: %amount%
            Vervaldatum: %due-date%

            Wij ontvangen uw betaling graag uiterlijk op %due-date%, onder vermelding van het factuurnummer.

            Heeft u een vraag over deze factuur? Dan kunt u deze e-mail beantwoorden; wij helpen u graag.
            """
        case .quote:
            """
            Hartelijk dank voor uw aanvraag. Hierbij ontvangt u onze offerte %document-number%.

            Offertedatum: %issue-date%
            Totaalbedrag: %amount%
            Geldig tot en met: %due-date%

            Gaat u akkoord, of wilt u iets anders afspreken? Beantwoord dan deze e-mail; wij horen graag van u.
            """
        case .creditNote:
            """
            Hierbij ontvangt u creditnota %document-number%.

            Datum: %issue-date%
            Totaalbedrag: %amount%

            Dit bedrag wordt met u verrekend; u hoeft hiervoor niets te doen.

            Heeft u een vraag over deze creditnota? Dan kunt u deze e-mail beantwoorden; wij helpen u graag.
            """
        case .orderConfirmation:
            """
            Hartelijk dank voor uw bestelling. Hierbij bevestigen wij uw order %document-number%.

            Orderdatum: %issue-date%
            Totaalbedrag: %amount%

            Wilt u de orderbevestiging controleren? Klopt er iets niet, laat het ons dan zo snel mogelijk weten door deze \
            e-mail te beantwoorden.
            """
        case .reminder:
            """
            Volgens onze administratie hebben wij uw betaling nog niet ontvangen. Hierbij ontvangt u daarom \
            betalingsherinnering %document-number%.

            Openstaand bedrag: %amount%
            Vervaldatum: %due-date%

            Wij verzoeken u vriendelijk het openstaande bedrag alsnog over te maken. Heeft u inmiddels betaald, dan kunt u \
            deze herinnering als niet verzonden beschouwen.

            Kunt u niet betalen, of bent u het niet eens met de factuur? Neem dan contact met ons op door deze e-mail te \
            beantwoorden.
            """
        case .deliveryNote:
            """
            Hierbij ontvangt u pakbon %document-number% bij uw levering.

            Datum: %issue-date%

            Wilt u de levering controleren aan de hand van de pakbon? Ontbreekt er iets of is er iets beschadigd, laat het \
            ons dan zo snel mogelijk weten door deze e-mail te beantwoorden.
            """
        case .workOrder:
            """
            Hierbij ontvangt u werkbon %document-number%.

            Datum: %issue-date%

            Op de werkbon staan de uit te voeren of uitgevoerde werkzaamheden en de gebruikte materialen. Wilt u deze \
            controleren?

            Heeft u een vraag of een opmerking? Dan kunt u deze e-mail beantwoorden.
            """
        }
    }
}

/// The Dutch name of a kind of document.
func dutchNoun(_ type: DocumentType) -> String {
    switch type {
    case .invoice: "factuur"
    case .quote: "offerte"
    case .creditNote: "creditnota"
    case .orderConfirmation: "orderbevestiging"
    case .reminder: "betalingsherinnering"
    case .deliveryNote: "pakbon"
    case .workOrder: "werkbon"
    }
}
