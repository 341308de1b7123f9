import Mail

extension TextPair {
    /// The Spanish subject and text for a kind of document.
    static func spanish(_ type: DocumentType) -> Self {
        Self(
            subject: "%Document-type% %document-number% – %company-name%",
            text: "%salutation%\n\n\(spanishBody(type))\n\nAtentamente,\n%company-name%\n"
        )
    }

    private static func spanishBody(_ type: DocumentType) -> String {
        switch type {
        case .invoice:
            """
            Adjuntamos nuestra factura n.º\u{A0}%document-number%.

            Fecha de la factura: %issue-date%
            Importe total: %amount%
            Vencimiento: %due-date%

            Le agradeceremos que realice el pago a más tardar el %due-date%, indicando el número de la factura.

            Si tiene alguna pregunta sobre esta factura, puede responder directamente a este correo.
            """
        case .quote:
            """
            Muchas gracias por su solicitud. Adjuntamos nuestro presupuesto n.º\u{A0}%document-number%.

            Fecha del presupuesto: %issue-date%
            Importe total: %amount%
            Válido hasta: %due-date%

            Para aceptar el presupuesto o comentarnos cualquier cambio, puede responder directamente a este correo. \
            Quedamos a su disposición.
            """
        case .creditNote:
            """
            Adjuntamos nuestra factura rectificativa n.º\u{A0}%document-number%.

            Fecha: %issue-date%
            Importe total: %amount%

            Este importe se abonará a su favor; no es necesario que haga nada.

            Si tiene alguna pregunta sobre esta factura rectificativa, puede responder directamente a este correo.
            """
        case .orderConfirmation:
            """
            Muchas gracias por su pedido. Le confirmamos su pedido n.º\u{A0}%document-number%.

            Fecha del pedido: %issue-date%
            Importe total: %amount%

            Le rogamos que revise la confirmación adjunta. Si hay algún error, comuníquenoslo lo antes posible \
            respondiendo a este correo.
            """
        case .reminder:
            """
            Según nuestros registros, todavía no hemos recibido su pago. Adjuntamos el recordatorio de pago \
            n.º\u{A0}%document-number%.

            Importe pendiente: %amount%
            Vencimiento: %due-date%

            Le agradeceremos que realice el pago del importe pendiente. Si ya lo ha efectuado, no tenga en cuenta este \
            recordatorio.

            Si tiene alguna dificultad o no está de acuerdo con la factura, póngase en contacto con nosotros respondiendo \
            a este correo.
            """
        case .deliveryNote:
            """
            Adjuntamos el albarán n.º\u{A0}%document-number% correspondiente a su entrega.

            Fecha: %issue-date%

            Le rogamos que compruebe la entrega con el albarán. Si falta algo o ha llegado dañado, comuníquenoslo lo antes \
            posible respondiendo a este correo.
            """
        case .workOrder:
            """
            Adjuntamos el parte de trabajo n.º\u{A0}%document-number%.

            Fecha: %issue-date%

            En él figuran los trabajos por realizar o realizados y los materiales utilizados. Le rogamos que lo revise.

            Si tiene alguna pregunta u observación, puede responder directamente a este correo.
            """
        }
    }
}

/// The Spanish name of a kind of document.
func spanishNoun(_ type: DocumentType) -> String {
    switch type {
    case .invoice: "factura"
    case .quote: "presupuesto"
    case .creditNote: "factura rectificativa"
    case .orderConfirmation: "confirmación de pedido"
    case .reminder: "recordatorio de pago"
    case .deliveryNote: "albarán"
    case .workOrder: "parte de trabajo"
    }
}
