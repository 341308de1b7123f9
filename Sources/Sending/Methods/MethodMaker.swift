import Mail

/// A kind of method as the registry knows it: describes itself, checks settings, and makes methods of them.
///
/// There is one for each kind, in a file of its own, and none knows another. It holds what the operator set for the kind,
/// and nothing of an organization.
package protocol MethodMaker: Sendable {
    /// What it is and asks for.
    var description: MethodDescription { get }

    /// Checks settings against each other, and writes defaults out.
    ///
    /// Each value is of its field's type already, no field is unknown, and none that is required is missing.
    func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings

    /// Makes what checked settings need before they are kept, such as keys, and may add to them.
    ///
    /// - Parameters:
    ///   - settings: The checked settings.
    ///   - known: Those of before; nil where it was not set up.
    ///   - place: The organization.
    /// - Returns: The settings to keep.
    /// - Throws: What making or keeping it throws.
    func prepared(
        _ settings: MethodSettings,
        known: MethodSettings?,
        in place: MethodPlace
    ) async throws -> MethodSettings

    /// Who a mail comes from.
    ///
    /// - Throws: ``MethodFault`` where the settings name nobody who can send.
    func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender

    /// The sender's own address: where a test goes, and what is confirmed where the kind asks for that.
    func ownAddress(_ sender: MethodSender) -> EmailAddress

    /// The largest mail that a method with these settings takes, in bytes.
    func largestMessage(_ settings: MethodSettings) -> Int

    /// Whether, with these settings, the envelope names the recipient apart from the headers.
    func separatesEnvelope(_ settings: MethodSettings) -> Bool

    /// Whether it can send now; asked only where it is set up.
    func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness

    /// Makes the method; nothing is connected until the first copy.
    func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod
}

extension MethodMaker {
    /// Which kind it makes.
    package var kind: MethodKind { description.kind }

    /// Nothing more to check.
    package func checked(_ settings: MethodSettings) throws(MethodFault) -> MethodSettings { settings }

    /// Nothing to make.
    package func prepared(
        _ settings: MethodSettings,
        known: MethodSettings?,
        in place: MethodPlace
    ) async throws -> MethodSettings { settings }

    /// The From address.
    package func ownAddress(_ sender: MethodSender) -> EmailAddress { sender.from.address }

    /// The same for all settings.
    package func largestMessage(_ settings: MethodSettings) -> Int { description.largestMessage }

    /// The same for all settings.
    package func separatesEnvelope(_ settings: MethodSettings) -> Bool { description.separatesEnvelope }

    /// Ready as soon as it is set up.
    package func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness { .ready }
}

/// The organization that a method is made for.
package struct MethodPlace: Sendable {
    /// The organization's name.
    package var organization: String
    /// The method's secrets in the key file.
    package var secrets: any MethodSecrets

    /// Names a place.
    package init(organization: String, secrets: any MethodSecrets) {
        self.organization = organization
        self.secrets = secrets
    }
}

/// The sealed secrets of one method: those that were set, and those it keeps for itself, such as tokens.
package protocol MethodSecrets: Sendable {
    /// A secret; nil where there is none.
    func secret(_ name: String) async throws -> String?

    /// Keeps a secret in place of an earlier one; nil removes it. Durable on return.
    func setSecret(_ secret: String?, _ name: String) async throws
}

/// Whether a method that is set up can send.
package enum MethodReadiness: Hashable, Sendable {
    /// It can, as far as is known.
    case ready
    /// Somebody has to sign in first, or again; mails wait meanwhile.
    case signIn(String)
    /// The sender's address has not been confirmed; mails are refused until it is.
    case unverified(String)
    /// It cannot; mails are refused. The text says what to do.
    case unavailable(String)
}

/// Who a mail comes from, as a method says.
package struct MethodSender: Hashable, Sendable {
    /// The address and name in From.
    package var from: Mailbox
    /// Where answers go, where it is not the From address.
    package var replyTo: Mailbox?
    /// The envelope sender; nil leaves it to the method.
    package var returnPath: EmailAddress?

    /// Names a sender.
    package init(from: Mailbox, replyTo: Mailbox? = nil, returnPath: EmailAddress? = nil) {
        self.from = from
        self.replyTo = replyTo
        self.returnPath = returnPath
    }
}

extension MethodSender {
    /// The sender that the usual fields `from`, `fromName` and `replyTo` name.
    package init(_ settings: MethodSettings) throws(MethodFault) {
        guard let address = settings.text("from") else { throw MethodFault("from", "is missing") }
        let replyTo = try settings.text("replyTo").map { text throws(MethodFault) in
            Mailbox(address: try Self.address(text, field: "replyTo"))
        }
        self.init(
            from: Mailbox(
                address: try Self.address(address, field: "from"),
                name: try Self.name(settings.text("fromName"), field: "fromName")
            ),
            replyTo: replyTo
        )
    }

    /// An address in a field.
    package static func address(_ text: String, field: String) throws(MethodFault) -> EmailAddress {
        do { return try EmailAddress(parsing: text) } catch { throw MethodFault(field, "\(error)") }
    }

    /// A name that may stand in a header, in a field; nil where there is none.
    package static func name(_ text: String?, field: String) throws(MethodFault) -> HeaderText? {
        guard let text, !text.isEmpty else { return nil }
        do { return try HeaderText(parsing: text, limit: 200) } catch { throw MethodFault(field, "\(error)") }
    }
}
