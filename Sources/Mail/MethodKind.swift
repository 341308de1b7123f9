/// The ways an organization can send.
package enum MethodKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The operator's own relay, shared by organizations.
    case relay
    /// The organization's domain over the operator's relay, signed with DKIM.
    case ownDomain = "own-domain"
    /// An SMTP server of the organization's own.
    case smtp
    case gmail
    case microsoft365
    case mailjet
    case sendgrid
    case mailgun
    /// Nothing leaves; for trying out.
    case sandbox
}
