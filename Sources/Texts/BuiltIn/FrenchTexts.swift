import Mail

extension TextPair {
    /// The French subject and text for a kind of document.
    static func french(_ type: DocumentType) -> Self {
        Self(
            subject: "%Document-type% %document-number% – %company-name%",
            text: "%salutation%\n\n\(frenchBody(type))\n\nCordialement,\n%company-name%\n"
        )
    }

    // A space that does not break stands before a colon and a question mark, and after the sign for a number.
    private static func frenchBody(_ type: DocumentType) -> String {
        switch type {
        case .invoice:
            """
            Veuillez trouver ci-joint notre facture n°\u{A0}%document-number%.

            Date de facture\u{A0}: %issue-date%
            Montant total\u{A0}: %amount%
            Échéance\u{A0}: %due-date%

            Nous vous remercions de bien vouloir la régler au plus tard le %due-date%, en rappelant le numéro de facture.

            Pour toute question concernant cette facture, il vous suffit de répondre à cet e-mail.
            """
        case .quote:
            """
            Nous vous remercions de votre demande. Veuillez trouver ci-joint notre devis n°\u{A0}%document-number%.

            Date du devis\u{A0}: %issue-date%
            Montant total\u{A0}: %amount%
            Valable jusqu’au\u{A0}: %due-date%

            Pour accepter ce devis ou nous faire part de vos remarques, il vous suffit de répondre à cet e-mail.
            """
        case .creditNote:
            """
            Veuillez trouver ci-joint notre note de crédit n°\u{A0}%document-number%.

            Date\u{A0}: %issue-date%
            Montant total\u{A0}: %amount%

            Ce montant sera porté à votre crédit\u{A0}; vous n’avez aucune démarche à effectuer.

            Pour toute question concernant cette note de crédit, il vous suffit de répondre à cet e-mail.
            """
        case .orderConfirmation:
            """
            Nous vous remercions de votre commande et avons le plaisir de vous la confirmer sous le \
            n°\u{A0}%document-number%.

            Date de commande\u{A0}: %issue-date%
            Montant total\u{A0}: %amount%

            Nous vous invitons à vérifier la confirmation ci-jointe. En cas d’erreur, merci de nous en informer au plus \
            vite en répondant à cet e-mail.
            """
        case .reminder:
            """
            Sauf erreur de notre part, nous n’avons pas encore reçu votre paiement. Veuillez trouver ci-joint notre \
            rappel de paiement n°\u{A0}%document-number%.

            Montant restant dû\u{A0}: %amount%
            Échéance\u{A0}: %due-date%

            Nous vous remercions de bien vouloir régler ce montant. Si votre paiement nous est déjà parvenu, veuillez ne \
            pas tenir compte de ce rappel.

            En cas de difficulté ou de désaccord, n’hésitez pas à nous contacter en répondant à cet e-mail.
            """
        case .deliveryNote:
            """
            Veuillez trouver ci-joint le bon de livraison n°\u{A0}%document-number% relatif à votre livraison.

            Date\u{A0}: %issue-date%

            Nous vous invitons à vérifier la livraison à l’aide de ce bon. Si un article manque ou est endommagé, merci \
            de nous en informer au plus vite en répondant à cet e-mail.
            """
        case .workOrder:
            """
            Veuillez trouver ci-joint le bon de travail n°\u{A0}%document-number%.

            Date\u{A0}: %issue-date%

            Il indique les travaux à réaliser ou réalisés ainsi que le matériel utilisé. Nous vous invitons à le vérifier.

            Pour toute question ou remarque, il vous suffit de répondre à cet e-mail.
            """
        }
    }
}

/// The French name of a kind of document.
func frenchNoun(_ type: DocumentType) -> String {
    switch type {
    case .invoice: "facture"
    case .quote: "devis"
    case .creditNote: "note de crédit"
    case .orderConfirmation: "confirmation de commande"
    case .reminder: "rappel de paiement"
    case .deliveryNote: "bon de livraison"
    case .workOrder: "bon de travail"
    }
}
