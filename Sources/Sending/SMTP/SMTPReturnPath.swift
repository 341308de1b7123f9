import Mail

/// What stands in MAIL FROM, and so where reports come back to.
///
/// An own mailbox's server often rewrites or refuses an envelope sender that is not the From address; therefore that is the
/// default, and anything else is asked for.
package enum SMTPReturnPath: Hashable, Sendable, CustomStringConvertible {
    /// The From address.
    case from
    /// The From address with a ``ReturnPathTag`` behind a plus sign, so that a report proves which copy it is about.
    case plus
    /// An address of its own.
    case address(EmailAddress)
    /// An address with a ``ReturnPathTag`` at a domain whose mail comes back to this service.
    case domain(String)

    /// As it is written in settings.
    package var description: String {
        switch self {
        case .from: "from"
        case .plus: "plus"
        case .address(let address): address.description
        case .domain(let domain): "@\(domain)"
        }
    }

    /// The envelope sender of a copy.
    ///
    /// What the message itself asks for goes first. A From address that leaves no room for a tag goes without it.
    func sender(of copy: OutgoingCopy) -> EmailAddress {
        if let asked = copy.returnPath { return asked }
        return switch self {
        case .from: copy.sender
        case .plus: ReturnPathTag.plusAddress(copy.sender, tag: copy.envelopeID) ?? copy.sender
        case .address(let address): address
        case .domain(let domain): ReturnPathTag.bounceAddress(domain: domain, tag: copy.envelopeID) ?? copy.sender
        }
    }
}
