import Mail

/// What a kind of method is, asks for and can know: all that can be said of it before it is set up.
package struct MethodDescription: Hashable, Sendable {
    /// Which kind.
    package var kind: MethodKind
    /// Its name for people.
    package var title: String
    /// What it asks for, in the order in which to ask.
    package var settings: [MethodField]
    /// What it can find out after a copy was handed over.
    package var knowledge: MethodKnowledge
    /// The largest mail it takes, in bytes, as it goes over the wire.
    package var largestMessage: Int
    /// Whether the envelope names the recipient apart from the headers, so that a copy can show the whole To and Cc.
    package var separatesEnvelope: Bool
    /// Whether the sender's address has to be confirmed by a mail with a link before anything is sent.
    package var verifiesSender: Bool

    /// Describes a kind.
    package init(
        _ kind: MethodKind,
        title: String,
        settings: [MethodField],
        knowledge: MethodKnowledge,
        largestMessage: Int,
        separatesEnvelope: Bool = true,
        verifiesSender: Bool = false
    ) {
        self.kind = kind
        self.title = title
        self.settings = settings
        self.knowledge = knowledge
        self.largestMessage = largestMessage
        self.separatesEnvelope = separatesEnvelope
        self.verifiesSender = verifiesSender
    }

    /// The field of a name; nil where it asks for none of that name.
    package func field(_ name: String) -> MethodField? {
        settings.first { $0.name == name }
    }
}
