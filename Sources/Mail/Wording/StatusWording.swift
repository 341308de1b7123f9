/// How one language says what a status means.
protocol StatusWording {
    /// The reason, as a whole sentence.
    static func sentence(_ code: StatusReason.Code) -> String
    /// What to do next, as a whole sentence.
    static func step(_ step: NextStep) -> String
    /// What a contradicting event claims, as a whole sentence.
    static func claim(_ claim: StatusReason.Claim) -> String
    /// Words that came, in quotation marks, with whose they are; a whole sentence.
    static func quote(_ words: String, by voice: EvidenceFact.Voice?) -> String
    /// What was asked for and did not come, as a whole sentence.
    static func missing(_ asked: [EvidenceFact.Asked]) -> String
    /// What to know of a report that a stranger could have made up, as a whole sentence.
    static var unproved: String { get }
    /// A status in a word or two.
    static func word(_ status: DeliveryStatus) -> String
    /// A status of so many recipients, after their number.
    static func word(_ status: DeliveryStatus, of count: Int) -> String
    /// How many recipients there are of each status, as a whole sentence.
    static func tally(_ total: Int, _ parts: String) -> String
}

extension StatusWording {
    static func word(_ status: DeliveryStatus, of count: Int) -> String { word(status) }
}

extension StatusLanguage {
    var wording: any StatusWording.Type {
        switch self {
        case .english: EnglishWording.self
        case .dutch: DutchWording.self
        case .french: FrenchWording.self
        case .spanish: SpanishWording.self
        }
    }
}

extension StatusReason {
    /// The reason in words: what decided, what the server or report said, what did not come, what contradicts it.
    package func text(in language: StatusLanguage) -> String {
        let wording = language.wording
        var sentences = [wording.sentence(code)]
        if let words, !words.isEmpty { sentences.append(wording.quote(words, by: voice)) }
        if code == .expired { sentences.append(wording.missing(asked)) }
        if isUnproved { sentences.append(wording.unproved) }
        for contradiction in contradictions {
            sentences.append(wording.claim(contradiction.claim))
            if let words = contradiction.words, !words.isEmpty {
                sentences.append(wording.quote(words, by: contradiction.voice))
            }
        }
        return sentences.joined(separator: " ")
    }
}

extension NextStep {
    /// The step in words.
    package func text(in language: StatusLanguage) -> String { language.wording.step(self) }
}

extension DeliveryStatus {
    /// The status in a word or two.
    package func word(in language: StatusLanguage) -> String { language.wording.word(self) }
}

extension MessageReason {
    /// The reason in words.
    package func text(in language: StatusLanguage) -> String {
        if let only { return only.text(in: language) }
        let parts = MessageStatus.order.compactMap { status in
            counts[status.rawValue].map { "\($0) \(language.wording.word(status, of: $0))" }
        }
        return language.wording.tally(counts.values.reduce(0, +), parts.joined(separator: ", "))
    }
}
