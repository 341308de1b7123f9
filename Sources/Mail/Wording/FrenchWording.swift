enum FrenchWording: StatusWording {
    static let unproved = "Rien ne prouve que le rapport est authentique : n'importe qui aurait pu l'inventer."

    static func sentence(_ code: StatusReason.Code) -> String {
        switch code {
        case .nothingKnown: "On ne sait rien de cet exemplaire."
        case .queued: "En file d'attente ; pas encore essayé."
        case .attempted: "Une tentative est en cours."
        case .deferred: "Pas encore accepté ; une nouvelle tentative suivra."
        case .cancelled: "Retiré avant son départ."
        case .uncertain: "Remis, mais on n'a jamais su s'il a été accepté."
        case .sent: "Le serveur suivant l'a accepté ; rien n'a été entendu depuis."
        case .delayed: "Il est en retard : un serveur en chemin continue d'essayer."
        case .relayed: "Transmis à un serveur qui ne peut pas confirmer la livraison."
        case .answered: "Une réponse automatique est revenue ; la livraison elle-même n'est pas confirmée."
        case .expired: "Plus rien n'a été entendu dans le délai d'attente."
        case .delivered: "La livraison a été confirmée."
        case .probablyRead: "Probablement ouvert par une personne ; le seul signe en est faible."
        case .opened: "Ouvert par une personne."
        case .readConfirmed: "Le côté du destinataire a confirmé la lecture."
        case .complained: "Le destinataire l'a signalé comme indésirable."
        case .addressUnknown: "Cette adresse n'existe pas."
        case .domainUnknown: "La partie de l'adresse après le @ n'accepte pas de courriel."
        case .mailboxClosed: "La boîte aux lettres est fermée."
        case .mailboxFull: "La boîte aux lettres du destinataire est pleine."
        case .suppressed: "Non envoyé : un envoi à cette adresse a déjà échoué ou a été signalé comme indésirable."
        case .addressRefused: "L'adresse ne peut pas recevoir de courriel."
        case .tooLarge: "Le courriel est trop volumineux."
        case .contentRefused: "Le contenu du courriel a été refusé."
        case .mailMissing: "Le courriel conservé pour l'envoi est illisible."
        case .signInRefused: "Votre serveur de messagerie ou fournisseur a refusé la connexion."
        case .methodMissing: "La méthode d'envoi n'est pas configurée."
        case .ownServerUnreachable: "Votre serveur de messagerie n'a pas pu être utilisé."
        case .senderRefused: "L'adresse de l'expéditeur a été refusée."
        case .notAuthenticated: "Le côté destinataire ne peut pas établir que le courriel vient de vous."
        case .badReputation: "Le côté destinataire ne fait pas confiance au serveur d'envoi."
        case .tooMany: "Trop de courriels ont été envoyés en peu de temps."
        case .unreachable: "Le serveur destinataire n'a pas pu être joint à temps."
        case .gaveUp: "La livraison n'a pas été possible pour l'instant, et les tentatives ont cessé."
        case .refused: "Le côté destinataire l'a refusé."
        }
    }

    static func step(_ step: NextStep) -> String {
        switch step {
        case .fixAddress: "Corrigez l'adresse et renvoyez-le."
        case .askNewAddress: "Demandez une autre adresse au destinataire et envoyez-le là."
        case .askForRoom:
            "Demandez au destinataire de faire de la place dans sa boîte, ou une autre adresse ; puis renvoyez-le."
        case .releaseAddress: "Si l'adresse est juste et que le destinataire est d'accord, libérez-la et renvoyez-le."
        case .smallerAttachment: "Réduisez la pièce jointe, ou envoyez un lien, et renvoyez-le."
        case .changeContent: "Changez le texte ou la pièce jointe (des mots simples, un PDF) et renvoyez-le."
        case .queueAgain: "S'il doit encore partir, renvoyez-le."
        case .signInAgain:
            "Reconnectez-vous : vérifiez le nom d'utilisateur et le mot de passe, ou renouvelez l'accès à la boîte."
        case .setMethodUp: "Configurez la méthode d'envoi, puis renvoyez-le."
        case .checkOwnServer: "Vérifiez le nom, le port et la sécurité de votre serveur, et s'il fonctionne."
        case .useOwnSender: "Envoyez depuis une adresse que votre compte a le droit d'utiliser."
        case .publishDMARC:
            "Publiez les enregistrements SPF, DKIM et DMARC du domaine de l'expéditeur, puis renvoyez-le."
        case .askForDelisting: "Demandez à qui gère le serveur d'envoi de le faire retirer de la liste de blocage."
        case .sendSlower: "Attendez un peu, puis envoyez moins de courriels à la fois."
        case .sendLater: "Renvoyez-le plus tard ; si cela échoue aussi, joignez le destinataire autrement."
        case .contactAdministrator:
            "Demandez à l'administrateur de messagerie du destinataire de laisser passer vos courriels."
        case .askRecipient: "Demandez au destinataire s'il est arrivé avant de le renvoyer."
        case .stopMailing: "N'écrivez plus à cette adresse ; convenez d'un autre moyen."
        }
    }

    static func claim(_ claim: StatusReason.Claim) -> String {
        switch claim {
        case .cancelled: "Pourtant, il aurait été retiré."
        case .delivered: "Pourtant, la livraison a été confirmée."
        case .opened: "Pourtant, il semble avoir été ouvert."
        case .failure: "Pourtant, un échec a été signalé."
        }
    }

    static func quote(_ words: String, by voice: EvidenceFact.Voice?) -> String {
        switch voice {
        case .server: "Le serveur a dit : «\u{A0}\(words)\u{A0}»"
        case .report: "Le rapport dit : «\u{A0}\(words)\u{A0}»"
        case .own, nil: "Noté : «\u{A0}\(words)\u{A0}»"
        }
    }

    static func missing(_ asked: [EvidenceFact.Asked]) -> String {
        guard !asked.isEmpty else {
            return "Il n'y avait rien à demander : seul un échec aurait été signalé."
        }
        let things = asked.map { thing in
            switch thing {
            case .deliveryReport: "un rapport de livraison"
            case .providerReport: "les événements du fournisseur"
            case .readReceipt: "un accusé de lecture"
            case .opening: "l'ouverture"
            }
        }
        return "Demandé, et non reçu : \(things.joined(separator: ", "))."
    }

    static func word(_ status: DeliveryStatus) -> String {
        switch status {
        case .inTransit: "en route"
        case .delivered: "livré"
        case .read: "lu"
        case .failed: "en échec"
        case .unknown: "inconnu"
        }
    }

    static func word(_ status: DeliveryStatus, of count: Int) -> String {
        let word = word(status)
        // What begins with a preposition has no plural.
        return count == 1 || word.hasPrefix("en ") ? word : word + "s"
    }

    static func tally(_ total: Int, _ parts: String) -> String { "Sur \(total) destinataires : \(parts)." }
}
