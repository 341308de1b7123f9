/// One thing that a method asks for when it is set up.
package struct MethodField: Hashable, Sendable {
    /// What a field holds.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// Any text on one line.
        case text
        /// An e-mail address.
        case address
        /// A whole number.
        case number
        /// True or false.
        case flag
        /// One of the field's ``MethodField/choices``.
        case choice
    }

    /// The name in JSON, in camel case; what ``MethodDescription/settings`` is told apart by.
    package var name: String
    /// What it holds.
    package var type: Kind
    /// Whether a method cannot be set up without it.
    package var isRequired: Bool
    /// Whether it is sealed in the key file and never given out again.
    package var isSecret: Bool
    /// Whether only the operator, at the machine itself, may set it.
    package var isOperatorOnly: Bool
    /// Whether it says where the secrets go, or how well they are hidden on the way: kept ones do not follow its change.
    package var leadsSecrets: Bool
    /// What it is for, in a sentence.
    package var description: String
    /// The words that a choice may be; empty for other fields.
    package var choices: [String]

    /// Describes a field.
    package init(
        _ name: String,
        type: Kind = .text,
        isRequired: Bool = false,
        isSecret: Bool = false,
        isOperatorOnly: Bool = false,
        leadsSecrets: Bool = false,
        choices: [String] = [],
        _ description: String
    ) {
        self.name = name
        self.type = choices.isEmpty ? type : .choice
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.isOperatorOnly = isOperatorOnly
        self.leadsSecrets = leadsSecrets
        self.choices = choices
        self.description = description
    }
}

extension MethodField {
    /// The address in From, of a method that sends as the organization's own address.
    package static let from = Self("from", type: .address, isRequired: true, "The sender's address.")
    /// The name beside it.
    package static let fromName = Self("fromName", "The name beside the sender's address.")
    /// Where answers go.
    package static let replyTo = Self("replyTo", type: .address, "Where answers go, if not to the sender's address.")
}
