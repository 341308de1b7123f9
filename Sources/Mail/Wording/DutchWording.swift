enum DutchWording: StatusWording {
    static let unproved = "Niets bewijst dat het bericht echt is: iedereen had het kunnen verzinnen."

    static func sentence(_ code: StatusReason.Code) -> String {
        switch code {
        case .nothingKnown: "Over dit exemplaar is niets bekend."
        case .queued: "In de wachtrij; nog niet geprobeerd."
        case .attempted: "Er loopt een poging."
        case .deferred: "Nog niet aangenomen; er volgt een nieuwe poging."
        case .cancelled: "Ingetrokken voordat de mail vertrok."
        case .uncertain: "Overgedragen, maar of de mail is aangenomen, is nooit vernomen."
        case .sent: "De volgende server heeft de mail aangenomen; sindsdien is niets vernomen."
        case .delayed: "De mail is vertraagd: een server onderweg blijft het proberen."
        case .relayed: "Doorgegeven aan een server die aflevering niet kan bevestigen."
        case .answered: "Er kwam een automatisch antwoord; de aflevering zelf is niet bevestigd."
        case .expired: "Binnen de wachttijd is niets meer vernomen."
        case .delivered: "De aflevering is bevestigd."
        case .probablyRead: "Waarschijnlijk door een mens geopend; het enige teken daarvan is zwak."
        case .opened: "Door een mens geopend."
        case .readConfirmed: "De kant van de ontvanger heeft bevestigd dat de mail gelezen is."
        case .complained: "De ontvanger heeft de mail als ongewenst gemeld."
        case .addressUnknown: "Dit adres bestaat niet."
        case .domainUnknown: "Het deel van het adres achter de @ neemt geen mail aan."
        case .mailboxClosed: "De mailbox is opgeheven."
        case .mailboxFull: "De mailbox van de ontvanger is vol."
        case .suppressed: "Niet verzonden, omdat mail naar dit adres eerder mislukte of als ongewenst is gemeld."
        case .addressRefused: "Het adres kan geen mail ontvangen."
        case .tooLarge: "De mail is te groot."
        case .contentRefused: "De inhoud van de mail is geweigerd."
        case .mailMissing: "De mail die voor verzending bewaard was, is niet te lezen."
        case .signInRefused: "Uw mailserver of provider weigerde de aanmelding."
        case .methodMissing: "De verzendmethode is niet ingesteld."
        case .ownServerUnreachable: "Uw mailserver kon niet worden gebruikt."
        case .senderRefused: "Het adres van de afzender is geweigerd."
        case .notAuthenticated: "De ontvangende kant kan niet vaststellen dat de mail van u komt."
        case .badReputation: "De ontvangende kant vertrouwt de verzendende server niet."
        case .tooMany: "Er zijn in korte tijd te veel mails verzonden."
        case .unreachable: "De ontvangende server was niet op tijd te bereiken."
        case .gaveUp: "De mail kon voorlopig niet worden afgeleverd, en de pogingen zijn gestaakt."
        case .refused: "De ontvangende kant weigerde de mail."
        }
    }

    static func step(_ step: NextStep) -> String {
        switch step {
        case .fixAddress: "Verbeter het adres en verzend opnieuw."
        case .askNewAddress: "Vraag de ontvanger om een ander adres en verzend daarheen."
        case .askForRoom:
            "Vraag de ontvanger ruimte te maken in de mailbox, of om een ander adres; verzend daarna opnieuw."
        case .releaseAddress: "Klopt het adres en stemt de ontvanger in, geef het dan vrij en verzend opnieuw."
        case .smallerAttachment: "Maak de bijlage kleiner, of stuur een link, en verzend opnieuw."
        case .changeContent: "Verander de tekst of de bijlage (gewone woorden, een PDF) en verzend opnieuw."
        case .queueAgain: "Moet de mail nog steeds weg, verzend hem dan opnieuw."
        case .signInAgain:
            "Meld u opnieuw aan: controleer gebruikersnaam en wachtwoord, of vernieuw de toegang tot de mailbox."
        case .setMethodUp: "Stel de verzendmethode in en verzend daarna opnieuw."
        case .checkOwnServer: "Controleer naam, poort en beveiliging van uw mailserver, en of hij draait."
        case .useOwnSender: "Verzend vanaf een adres dat uw mailaccount mag gebruiken."
        case .publishDMARC: "Publiceer SPF-, DKIM- en DMARC-records voor het domein van de afzender en verzend opnieuw."
        case .askForDelisting: "Vraag de beheerder van de verzendende server hem van de blokkeerlijst te laten halen."
        case .sendSlower: "Wacht even en verzend daarna minder mails tegelijk."
        case .sendLater: "Verzend later opnieuw; mislukt ook dat, bereik de ontvanger dan op een andere manier."
        case .contactAdministrator: "Vraag de mailbeheerder van de ontvanger uw mails door te laten."
        case .askRecipient: "Vraag de ontvanger of de mail is aangekomen voordat u opnieuw verzendt."
        case .stopMailing: "Stuur geen mail meer naar dit adres; spreek een andere weg af."
        }
    }

    static func claim(_ claim: StatusReason.Claim) -> String {
        switch claim {
        case .cancelled: "Toch zou de mail zijn ingetrokken."
        case .delivered: "Toch is de aflevering bevestigd."
        case .opened: "Toch lijkt de mail te zijn geopend."
        case .failure: "Toch is een mislukking gemeld."
        }
    }

    static func quote(_ words: String, by voice: EvidenceFact.Voice?) -> String {
        switch voice {
        case .server: "De server zei: “\(words)”"
        case .report: "Het bericht zegt: “\(words)”"
        case .own, nil: "Genoteerd: “\(words)”"
        }
    }

    static func missing(_ asked: [EvidenceFact.Asked]) -> String {
        guard !asked.isEmpty else {
            return "Er viel niets te vragen: alleen een mislukking zou zijn gemeld."
        }
        let things = asked.map { thing in
            switch thing {
            case .deliveryReport: "een afleveringsbericht"
            case .providerReport: "de meldingen van de provider"
            case .readReceipt: "een leesbevestiging"
            case .opening: "het openen"
            }
        }
        return "Gevraagd en niet gekomen: \(things.joined(separator: ", "))."
    }

    static func word(_ status: DeliveryStatus) -> String {
        switch status {
        case .inTransit: "onderweg"
        case .delivered: "afgeleverd"
        case .read: "gelezen"
        case .failed: "mislukt"
        case .unknown: "onbekend"
        }
    }

    static func tally(_ total: Int, _ parts: String) -> String { "Van \(total) ontvangers: \(parts)." }
}
