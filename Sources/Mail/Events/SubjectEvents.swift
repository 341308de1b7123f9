/// A person was erased: the key that opened everything personal about them is gone.
package struct SubjectErased: Codable, Hashable, Sendable {
    /// The opaque id of the person, by which a suppression holds on.
    package var subject: String
    /// Which of the person's lives this ends: 0 for the first, one more for each new basis stated since.
    package var life: Int?
    /// The key subjects that were destroyed: the person, and documents that were erased with them.
    package var keys: [String]?
    /// How many events of each type, mails and reports lost what they said of the person.
    package var counts: [String: Int]?
    /// What the erasure rests on, in the words of whoever asked; must name nobody.
    ///
    /// Sealed with the organization's key.
    package var basis: String?

    /// States the fact.
    package init(subject: String, basis: String?) {
        self.subject = subject
        self.basis = basis
    }
}

/// A person must not be erased for now, or may be again: somebody said so.
package struct SubjectHeld: Codable, Hashable, Sendable {
    /// The opaque id of the person.
    package var subject: String
    /// The address; sealed with the person's key.
    package var address: String?
    /// Why; sealed with the organization's key.
    package var reason: String?

    /// States the fact.
    package init(subject: String, address: String?, reason: String?) {
        self.subject = subject
        self.address = address
        self.reason = reason
    }
}

/// An erased person is written to again, on a new basis, and with a new key.
package struct SubjectReadmitted: Codable, Hashable, Sendable {
    /// The opaque id of the person.
    package var subject: String
    /// Which of the person's lives this begins, from 1.
    package var life: Int
    /// The address; sealed with the person's new key.
    package var address: String?
    /// What the new messages rest on, in the caller's words; sealed with the person's new key.
    package var basis: String?

    /// States the fact.
    package init(subject: String, life: Int, address: String?, basis: String?) {
        self.subject = subject
        self.life = life
        self.address = address
        self.basis = basis
    }
}

/// The details of the evidence heard in a month are older than they are kept: the month's key is gone.
package struct DetailsExpired: Codable, Hashable, Sendable {
    /// The month, for example `2026-11`.
    package var month: String
    /// For how many months details were kept when this was decided.
    package var keptMonths: Int

    /// States the fact.
    package init(month: String, keptMonths: Int) {
        self.month = month
        self.keptMonths = keptMonths
    }
}
