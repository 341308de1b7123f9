import DomainCheck
import Mail
import Sending

extension DomainSettings {
    /// What has to be known to check the domain that a method sends from.
    ///
    /// - Parameters:
    ///   - kind: The method.
    ///   - sender: Who its mail comes from.
    ///   - keys: The signing keys made here; none for other methods than `own-domain`.
    /// - Returns: The question; nil for a method that mails nobody.
    func question(of kind: MethodKind, sender: MethodSender, keys: [SigningKey]) -> DomainQuestion? {
        let domain = sender.from.address.domain
        let own = sender.returnPath?.domain
        switch kind {
        case .sandbox: return nil
        case .ownDomain:
            return DomainQuestion(
                domain: domain,
                signing: .here(keys),
                returnPathDomain: bounceDomain,
                spfTerm: spfTerm,
                returnPathHost: bounceDomain == nil ? nil : bounceHost
            )
        case .relay:
            return DomainQuestion(
                domain: domain,
                signing: .elsewhere,
                returnPathDomain: own ?? bounceDomain,
                spfTerm: spfTerm
            )
        case .smtp: return DomainQuestion(domain: domain, signing: .elsewhere, returnPathDomain: own)
        case .gmail: return hosted(domain, term: "include:_spf.google.com")
        case .microsoft365: return hosted(domain, term: "include:spf.protection.outlook.com")
        // These put a domain of their own, or a subdomain that was set up with them, into the envelope.
        case .mailjet: return hosted(domain, term: "include:spf.mailjet.com")
        case .sendgrid: return hosted(domain, term: "include:sendgrid.net")
        case .mailgun: return hosted(domain, term: "include:mailgun.org")
        }
    }

    private func hosted(_ domain: String, term: String) -> DomainQuestion {
        DomainQuestion(domain: domain, signing: .elsewhere, spfTerm: term)
    }
}
