import Evidence
import Ledger

/// Asks Mailgun for the events of a message.
package struct MailgunLookup: ProviderLookup {
    /// Mailgun.
    package let provider = MailProvider.mailgun
    /// For how many days it can be asked: what the account's plan keeps.
    package let askableForDays: Int

    let domain: String
    let address: ProviderAddress
    let authorization: (String, String)
    let caller: ProviderCaller

    /// What Mailgun knows about a copy.
    package func events(about copy: LookedUpCopy) async throws(ProviderLookupError) -> [ProviderEvent] {
        let id = copy.providerID ?? copy.messageID
        let query = [("message-id", id), ("recipient", copy.recipient), ("limit", "300")]
        let path = "/v3/\(ProviderRequest.escaped(domain))/events?\(SignInPlace.form(query))"
        let request = ProviderRequest("GET", address, path, headers: [authorization])
        guard let answer = try await caller.ask(request) else {
            throw .refused("it does not know the domain; check it, and the region")
        }
        guard answer["items"] != .null else { throw .unavailable("this is not Mailgun's interface; check the region") }
        let now = Timestamp.now().microseconds
        return answer["items"].elements.map { MailgunEvents.event($0, heardAt: now) }
    }
}

extension MailgunMethod: AskableMethod {
    /// What asks Mailgun, with the same key.
    package var lookup: any ProviderLookup {
        MailgunLookup(
            askableForDays: settings.eventDays,
            domain: settings.domain,
            address: address,
            authorization: ProviderRequest.basic("api", key),
            caller: caller
        )
    }
}
