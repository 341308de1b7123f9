enum SpanishWording: StatusWording {
    static let unproved = "Nada demuestra que el informe sea auténtico: cualquiera podría haberlo inventado."

    static func sentence(_ code: StatusReason.Code) -> String {
        switch code {
        case .nothingKnown: "No se sabe nada de este ejemplar."
        case .queued: "En cola; todavía no se ha intentado."
        case .attempted: "Hay un intento en curso."
        case .deferred: "Aún no aceptado; se volverá a intentar."
        case .cancelled: "Retirado antes de salir."
        case .uncertain: "Entregado al servidor, pero nunca se supo si lo aceptó."
        case .sent: "El siguiente servidor lo aceptó; desde entonces no se ha sabido nada."
        case .delayed: "Va con retraso: un servidor en el camino sigue intentándolo."
        case .relayed: "Pasado a un servidor que no puede confirmar la entrega."
        case .answered: "Llegó una respuesta automática; la entrega en sí no está confirmada."
        case .expired: "No se supo nada más dentro del plazo de espera."
        case .delivered: "La entrega fue confirmada."
        case .probablyRead: "Probablemente abierto por una persona; la única señal de ello es débil."
        case .opened: "Abierto por una persona."
        case .readConfirmed: "El lado del destinatario confirmó la lectura."
        case .complained: "El destinatario lo marcó como no deseado."
        case .addressUnknown: "Esta dirección no existe."
        case .domainUnknown: "La parte de la dirección detrás de la @ no acepta correo."
        case .mailboxClosed: "El buzón está cerrado."
        case .mailboxFull: "El buzón del destinatario está lleno."
        case .suppressed: "No se envió: un correo a esta dirección ya falló antes o fue marcado como no deseado."
        case .addressRefused: "La dirección no puede recibir correo."
        case .tooLarge: "El correo es demasiado grande."
        case .contentRefused: "El contenido del correo fue rechazado."
        case .mailMissing: "El correo guardado para el envío no se puede leer."
        case .signInRefused: "Su servidor de correo o proveedor rechazó el inicio de sesión."
        case .methodMissing: "El método de envío no está configurado."
        case .ownServerUnreachable: "No se pudo usar su servidor de correo."
        case .senderRefused: "La dirección del remitente fue rechazada."
        case .notAuthenticated: "El lado receptor no puede comprobar que el correo es suyo."
        case .badReputation: "El lado receptor no confía en el servidor que lo envió."
        case .tooMany: "Se enviaron demasiados correos en poco tiempo."
        case .unreachable: "No se pudo contactar a tiempo con el servidor receptor."
        case .gaveUp: "No se pudo entregar por ahora, y se dejó de intentar."
        case .refused: "El lado receptor lo rechazó."
        }
    }

    static func step(_ step: NextStep) -> String {
        switch step {
        case .fixAddress: "Corrija la dirección y vuelva a enviarlo."
        case .askNewAddress: "Pida otra dirección al destinatario y envíelo allí."
        case .askForRoom:
            "Pida al destinatario que haga sitio en el buzón, u otra dirección; después vuelva a enviarlo."
        case .releaseAddress:
            "Si la dirección es correcta y el destinatario está de acuerdo, libérela y vuelva a enviarlo."
        case .smallerAttachment: "Reduzca el archivo adjunto, o envíe un enlace, y vuelva a enviarlo."
        case .changeContent: "Cambie el texto o el adjunto (palabras sencillas, un PDF) y vuelva a enviarlo."
        case .queueAgain: "Si todavía debe salir, vuelva a enviarlo."
        case .signInAgain:
            "Inicie sesión de nuevo: compruebe usuario y contraseña, o renueve el acceso al buzón."
        case .setMethodUp: "Configure el método de envío y vuelva a enviarlo."
        case .checkOwnServer: "Compruebe el nombre, el puerto y la seguridad de su servidor, y si está en marcha."
        case .useOwnSender: "Envíe desde una dirección que su cuenta pueda usar."
        case .publishDMARC: "Publique los registros SPF, DKIM y DMARC del dominio del remitente y vuelva a enviarlo."
        case .askForDelisting: "Pida a quien gestiona el servidor de envío que lo haga quitar de la lista de bloqueo."
        case .sendSlower: "Espere un poco y envíe menos correos a la vez."
        case .sendLater: "Vuelva a enviarlo más tarde; si también falla, contacte con el destinatario de otra manera."
        case .contactAdministrator: "Pida al administrador de correo del destinatario que deje pasar sus correos."
        case .askRecipient: "Pregunte al destinatario si llegó antes de volver a enviarlo."
        case .stopMailing: "No envíe más correo a esta dirección; acuerde otra vía."
        }
    }

    static func claim(_ claim: StatusReason.Claim) -> String {
        switch claim {
        case .cancelled: "Sin embargo, consta como retirado."
        case .delivered: "Sin embargo, la entrega fue confirmada."
        case .opened: "Sin embargo, parece que fue abierto."
        case .failure: "Sin embargo, se informó de un fallo."
        }
    }

    static func quote(_ words: String, by voice: EvidenceFact.Voice?) -> String {
        switch voice {
        case .server: "El servidor dijo: «\(words)»"
        case .report: "El informe dice: «\(words)»"
        case .own, nil: "Anotado: «\(words)»"
        }
    }

    static func missing(_ asked: [EvidenceFact.Asked]) -> String {
        guard !asked.isEmpty else {
            return "No había nada que pedir: solo se habría informado de un fallo."
        }
        let things = asked.map { thing in
            switch thing {
            case .deliveryReport: "un informe de entrega"
            case .providerReport: "los eventos del proveedor"
            case .readReceipt: "un acuse de lectura"
            case .opening: "la apertura"
            }
        }
        return "Se pidió y no llegó: \(things.joined(separator: ", "))."
    }

    static func word(_ status: DeliveryStatus) -> String {
        switch status {
        case .inTransit: "en camino"
        case .delivered: "entregado"
        case .read: "leído"
        case .failed: "fallido"
        case .unknown: "desconocido"
        }
    }

    static func word(_ status: DeliveryStatus, of count: Int) -> String {
        let word = word(status)
        // What begins with a preposition has no plural.
        return count == 1 || word.hasPrefix("en ") ? word : word + "s"
    }

    static func tally(_ total: Int, _ parts: String) -> String { "De \(total) destinatarios: \(parts)." }
}
