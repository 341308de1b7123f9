import Mail

/// A provider that tells by itself, or when asked, what became of the mails it took.
package enum MailProvider: String, Codable, Hashable, Sendable, CaseIterable {
    case mailgun, sendgrid, mailjet

    /// The method that sends by it.
    package var method: MethodKind {
        switch self {
        case .mailgun: .mailgun
        case .sendgrid: .sendgrid
        case .mailjet: .mailjet
        }
    }

    /// The provider of a method; nil for a method that no provider is behind.
    package init?(_ method: MethodKind) {
        self.init(rawValue: method.rawValue)
    }

    /// The name under which a copy's tag is given to a provider, and comes back from it.
    ///
    /// Mailgun's `v:` variable and SendGrid's custom argument bear it; Mailjet's `CustomID` has no name. The value is the
    /// copy's signed tag, the same text that is the envelope id elsewhere: it proves whose report it is, and names nobody.
    package static let tagName = "postboek"
}
