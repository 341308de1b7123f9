/// Reads the bodies of providers' calls.
package enum WebhookReader {
    /// One event of a call, and the bytes that say so.
    package struct Item: Hashable, Sendable {
        /// What they say.
        package var event: ProviderEvent
        /// The JSON object as it was sent.
        package var bytes: [UInt8]
    }

    /// The most events that one call may hold.
    package static let most = 10_000

    /// The events of a call, in its order.
    ///
    /// What is no object of a known shape is an event all the same, of kind ``ProviderEvent/Kind/unknown``: it is kept, and a
    /// call that holds it is not refused for it, since the provider would only send it again.
    ///
    /// - Parameters:
    ///   - body: The body as it came.
    ///   - provider: Whose it is.
    ///   - now: When it came, in microseconds since 1970.
    /// - Returns: Each event with its own bytes.
    /// - Throws: ``WebhookRefusal``.
    package static func items(
        _ body: [UInt8],
        from provider: MailProvider,
        heardAt now: Int64
    ) throws(WebhookRefusal) -> [Item] {
        if provider != .mailgun, let elements = JSONElements.split(body) {
            guard elements.count <= most else { throw .malformed("it holds more than \(most) events") }
            return elements.map { Item(event: event($0, from: provider, heardAt: now), bytes: Array($0)) }
        }
        return [Item(event: event(body[...], from: provider, heardAt: now), bytes: body)]
    }

    private static func event(
        _ bytes: ArraySlice<UInt8>,
        from provider: MailProvider,
        heardAt now: Int64
    ) -> ProviderEvent {
        let value = WireValue(parsing: bytes) ?? .null
        return switch provider {
        case .mailgun: MailgunEvents.event(value["event-data"], heardAt: now)
        case .sendgrid: SendGridEvents.event(value, heardAt: now)
        case .mailjet: MailjetEvents.event(value, heardAt: now)
        }
    }
}

/// Why a provider's call is not taken.
package enum WebhookRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not bear what a genuine call bears.
    case unsigned(String)
    /// The signature is not one by the key that is set.
    case wrongSignature
    /// The signature is old enough to have been copied from an earlier call.
    case stale
    /// The one-time token of the signature was used for another call.
    case replayed
    /// The body cannot be read.
    case malformed(String)

    /// What was wrong, in words that hold nothing of the call.
    package var description: String {
        switch self {
        case .unsigned(let what): "the call is not signed: \(what)"
        case .wrongSignature: "the signature does not verify with the key that is set"
        case .stale: "the signature is too old, or from the future"
        case .replayed: "the token of the signature was used for another call"
        case .malformed(let what): "the body cannot be read: \(what)"
        }
    }
}
