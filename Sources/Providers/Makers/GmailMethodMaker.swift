import Mail
import Sending

/// The kind `gmail`.
struct GmailMethodMaker: SigningInMaker {
    let description = MethodDescription(
        .gmail,
        title: "Gmail or Google Workspace",
        settings: [
            .from, .fromName, .replyTo, .account, .transport,
            MethodField(
                "readMessageID",
                type: .flag,
                "Whether the right to see headers is asked for too, to read back a Message-ID that Gmail changed."
            ),
        ],
        knowledge: GmailMethod.knowledge,
        largestMessage: 35_000_000,
        separatesEnvelope: false
    )

    let signInPlace: SignInPlace?
    private let addresses: ProviderAddresses
    private let server: MailboxServer

    init(_ settings: ProviderSettings) {
        signInPlace = SignInPlace(.gmail, settings)
        addresses = settings.addresses
        server = settings.gmailServer
    }

    func need(_ settings: MethodSettings) -> SignInNeed {
        GmailSettings(
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
        case .api: return GmailMethod(tokens: tokens, addresses: addresses)
        case .smtp: return TokenSMTPMethod(.gmail, server, need: need(settings), tokens: tokens)
        }
    }
}

extension MailboxTransport {
    init(_ settings: MethodSettings) {
        self = settings.text("transport") == "smtp" ? .smtp : .api
    }
}
