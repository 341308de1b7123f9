import Mail
import Sending

/// The kind `microsoft365`.
struct Microsoft365MethodMaker: SigningInMaker {
    let description = MethodDescription(
        .microsoft365,
        title: "Microsoft 365 or Outlook",
        settings: [
            .from, .fromName, .replyTo, .account, .transport,
            MethodField(
                "readMessageID",
                type: .flag,
                "Whether the right to see headers is asked for too, to read back a Message-ID that Microsoft changed."
            ),
        ],
        knowledge: Microsoft365Method.knowledge,
        largestMessage: 3_000_000,
        separatesEnvelope: false
    )

    let signInPlace: SignInPlace?
    private let addresses: ProviderAddresses
    private let server: MailboxServer

    init(_ settings: ProviderSettings) {
        signInPlace = SignInPlace(.microsoft365, settings)
        addresses = settings.addresses
        server = settings.microsoftServer
    }

    func need(_ settings: MethodSettings) -> SignInNeed {
        Microsoft365Settings(
            account: settings.text("account") ?? settings.text("from") ?? "",
            transport: MailboxTransport(settings),
            readsMessageID: settings.flag("readMessageID")
        ).need
    }

    func largestMessage(_ settings: MethodSettings) -> Int {
        MailboxTransport(settings) == .smtp ? TokenSMTPMethod.largestByMailbox : description.largestMessage
    }

    func separatesEnvelope(_ settings: MethodSettings) -> Bool {
        MailboxTransport(settings) == .smtp
    }

    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        settings.with("transport", .text("api"))
    }

    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        let tokens = try tokens(settings, in: place)
        switch MailboxTransport(settings) {
        case .api: return Microsoft365Method(tokens: tokens, addresses: addresses)
        case .smtp: return TokenSMTPMethod(.microsoft365, server, need: need(settings), tokens: tokens)
        }
    }
}
