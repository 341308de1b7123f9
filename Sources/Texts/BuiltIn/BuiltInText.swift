import Mail

/// A subject and a text for one kind of document in one language.
package struct TextPair: Hashable, Sendable {
    /// The subject, with variables.
    package let subject: String
    /// The text, with variables.
    package let text: String

    /// Pairs a subject with a text.
    package init(subject: String, text: String) {
        self.subject = subject
        self.text = text
    }

    /// What is built in for a kind of document.
    package static func builtIn(_ type: DocumentType, in language: StatusLanguage) -> Self {
        switch language {
        case .dutch: dutch(type)
        case .french: french(type)
        case .english: english(type)
        case .spanish: spanish(type)
        }
    }

    /// What is built in for a mail that is about no document.
    package static func builtInWithoutDocument(in language: StatusLanguage) -> Self {
        switch language {
        case .dutch:
            Self(
                subject: "Bericht van %company-name%",
                text: "%salutation%\n\nMet vriendelijke groet,\n%company-name%\n"
            )
        case .french:
            Self(subject: "Message de %company-name%", text: "%salutation%\n\nCordialement,\n%company-name%\n")
        case .english:
            Self(subject: "Message from %company-name%", text: "%salutation%\n\nKind regards,\n%company-name%\n")
        case .spanish:
            Self(subject: "Mensaje de %company-name%", text: "%salutation%\n\nAtentamente,\n%company-name%\n")
        }
    }
}

extension StatusLanguage {
    /// What a kind of document is called, as it stands within a sentence.
    package func noun(_ type: DocumentType) -> String {
        switch self {
        case .dutch: dutchNoun(type)
        case .french: frenchNoun(type)
        case .english: englishNoun(type)
        case .spanish: spanishNoun(type)
        }
    }
}
