import Mail

/// The words about tracking that a recipient reads: in the mail, and on the page that its link leads to.
package struct TrackingWords: Hashable, Sendable {
    /// The line in a tracked mail, before the link.
    package let notice: String
    /// The title of the page.
    package let title: String
    /// What the page says before anything was done.
    package let question: String
    /// What its button says.
    package let button: String
    /// What the page says when it is done.
    package let done: String
    /// What it says about a link that is none.
    package let unknown: String

    /// The words of a language.
    package static func words(_ language: StatusLanguage) -> Self {
        switch language {
        case .english: english
        case .dutch: dutch
        case .french: french
        case .spanish: spanish
        }
    }

    private static let english = Self(
        notice: "The sender is told when this mail is opened. If you do not want that:",
        title: "No more tracking",
        question: """
            Mails from this sender to you tell the sender when you open them. If you do not want that, it ends here: for \
            mails that you already have, and for those to come.
            """,
        button: "Stop tracking",
        done: "It is done. When you open mails from this sender, nothing about it is recorded any more.",
        unknown: "This link is not complete. Please copy the whole of it from the mail."
    )

    private static let dutch = Self(
        notice: "De afzender krijgt te zien wanneer deze mail wordt geopend. Wilt u dat niet:",
        title: "Niet meer volgen",
        question: """
            Mails van deze afzender aan u laten de afzender weten wanneer u ze opent. Wilt u dat niet, dan stopt het hier: \
            voor mails die u al hebt en voor mails die nog komen.
            """,
        button: "Stop met volgen",
        done: "Het is gebeurd. Als u mails van deze afzender opent, wordt daarover niets meer vastgelegd.",
        unknown: "Deze link is niet volledig. Kopieer hem helemaal uit de mail."
    )

    private static let french = Self(
        notice: "L'expéditeur est informé de l'ouverture de ce courriel. Si vous ne le souhaitez pas :",
        title: "Ne plus être suivi",
        question: """
            Les courriels que cet expéditeur vous envoie lui font savoir quand vous les ouvrez. Si vous ne le souhaitez \
            pas, cela s'arrête ici : pour les courriels déjà reçus et pour ceux à venir.
            """,
        button: "Arrêter le suivi",
        done: "C'est fait. Quand vous ouvrez un courriel de cet expéditeur, rien n'en est plus enregistré.",
        unknown: "Ce lien n'est pas complet. Veuillez le copier en entier depuis le courriel."
    )

    private static let spanish = Self(
        notice: "El remitente sabe cuándo se abre este correo. Si no lo desea:",
        title: "No más seguimiento",
        question: """
            Los correos que este remitente le envía le hacen saber cuándo los abre. Si no lo desea, termina aquí: para los \
            correos que ya tiene y para los que vengan.
            """,
        button: "Detener el seguimiento",
        done: "Hecho. Cuando abra correos de este remitente, ya no se registra nada de ello.",
        unknown: "Este enlace no está completo. Cópielo entero del correo."
    )
}
