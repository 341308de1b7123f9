import Mail
import Sending

/// What one provider of mailboxes does otherwise than another.
struct MailboxProvider: Sendable {
    /// The kind of its method.
    let kind: MethodKind
    /// The kind's title.
    let title: String
    /// What the provider is called in sentences.
    let name: String
    /// What it can find out by its own interface.
    let knowledge: MethodKnowledge
    /// The largest mail that its own interface takes, in bytes.
    let largestMessage: Int
    /// What the mailbox's owner is asked to allow.
    let need: @Sendable (MailboxSettings) -> SignInNeed
    /// Its submission server.
    let server: @Sendable (ProviderSettings) -> MailboxServer
    /// The method by its own interface.
    let method: @Sendable (any AccessTokenSource, ProviderAddresses) -> any SendingMethod
}

/// A kind of method that sends by somebody's mailbox, once its owner has signed in.
struct MailboxMethodMaker: SigningInMaker {
    let description: MethodDescription
    let signInPlace: SignInPlace?
    private let provider: MailboxProvider
    private let settings: ProviderSettings

    init(_ provider: MailboxProvider, _ settings: ProviderSettings) {
        description = MethodDescription(
            provider.kind,
            title: provider.title,
            settings: [
                .from, .fromName, .replyTo, .account, .transport,
                MethodField(
                    "readMessageID",
                    type: .flag,
                    "Whether the right to see headers is asked for too, to read back a Message-ID that \(provider.name) "
                        + "changed."
                ),
            ],
            knowledge: provider.knowledge,
            largestMessage: provider.largestMessage,
            separatesEnvelope: false
        )
        signInPlace = SignInPlace(provider.kind, settings)
        self.provider = provider
        self.settings = settings
    }

    func need(_ settings: MethodSettings) -> SignInNeed {
        provider.need(MailboxSettings(settings))
    }

    func largestMessage(_ settings: MethodSettings) -> Int {
        separatesEnvelope(settings) ? TokenSMTPMethod.largestByMailbox : description.largestMessage
    }

    func separatesEnvelope(_ settings: MethodSettings) -> Bool {
        MailboxSettings(settings).transport == .smtp
    }

    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings {
        settings.with("transport", .text("api"))
    }

    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        let tokens = try tokens(settings, in: place)
        return switch MailboxSettings(settings).transport {
        case .api: provider.method(tokens, self.settings.addresses)
        case .smtp:
            TokenSMTPMethod(provider.kind, provider.server(self.settings), need: need(settings), tokens: tokens)
        }
    }
}
