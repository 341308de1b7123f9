/// An address is sent nothing more until a person releases it.
package struct RecipientSuppressed: Codable, Hashable, Sendable {
    /// Why an address is suppressed.
    package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Mail to it failed for good.
        case hard
        /// Its owner reported mail as unwanted.
        case complaint
        /// Somebody asked for it.
        case manual
    }

    /// The address; sealed with the person's key.
    package var address: String?
    /// Why.
    package var reason: Reason
    /// The position of the event that decided; nil where a person did.
    package var because: Int64?
    /// The opaque id of the person, by which the suppression holds even after an erasure.
    package var person: String?

    /// States the fact.
    package init(address: String?, reason: Reason, because: Int64? = nil, person: String? = nil) {
        self.address = address
        self.reason = reason
        self.because = because
        self.person = person
    }
}

/// A suppressed address may be sent to again: a person said so.
package struct RecipientReleased: Codable, Hashable, Sendable {
    /// The address; sealed with the person's key.
    package var address: String?
    /// The opaque id of the person.
    package var person: String?

    /// States the fact.
    package init(address: String?, person: String? = nil) {
        self.address = address
        self.person = person
    }
}

/// A recipient took back the consent to be tracked; hits of mails already sent are recorded no more.
package struct TrackingWithdrawn: Codable, Hashable, Sendable {
    /// The address; sealed with the person's key.
    package var address: String?

    /// States the fact.
    package init(address: String?) {
        self.address = address
    }
}
