import DKIM

/// What a record is for.
package enum RecordKind: String, Codable, Hashable, Sendable, CaseIterable {
    case spf, dkim, dmarc, returnPath, mx
}

/// What a check found.
package enum RecordVerdict: String, Codable, Hashable, Sendable, CaseIterable {
    /// As it should be.
    case ok
    /// It works, and should be better.
    case warning
    /// It is there, and mail suffers from it.
    case broken
    /// It is not there.
    case missing
    /// DNS did not answer, so nobody can say.
    case unknown
}

/// A record to publish, ready to be copied into the form of any DNS provider.
package struct CopyReadyRecord: Codable, Hashable, Sendable {
    /// The record's whole name.
    package var name: String
    /// Its type: TXT or MX.
    package var type: String
    /// Its value, whole, as most forms want it.
    package var value: String
    /// The same in strings of at most 255 bytes, quoted, as a zone file wants it; for TXT only.
    package var zoneText: String?

    /// A TXT record.
    static func text(_ name: String, _ text: TXTText) -> Self {
        Self(name: name, type: "TXT", value: text.text, zoneText: text.zoneText)
    }
}

/// The verdict on one record of a domain.
package struct RecordCheck: Codable, Hashable, Sendable {
    /// What the record is for.
    package var kind: RecordKind
    /// The name that was asked for.
    package var name: String
    /// The verdict.
    package var verdict: RecordVerdict
    /// What DNS holds.
    package var found: [String]
    /// What it should hold; nil where the record is good, or its owner alone can know.
    package var expected: CopyReadyRecord?
    /// What is the matter, in words.
    package var explanation: String
    /// What to do; nil where nothing is to be done.
    package var nextStep: String?
}

extension RecordCheck {
    /// A record that could not be looked up.
    static func unknown(_ kind: RecordKind, _ name: String, _ failure: DNSFailure) -> Self {
        Self(
            kind: kind,
            name: name,
            verdict: .unknown,
            found: [],
            explanation: "It could not be looked up: \(failure.words).",
            nextStep: "Check again later; if it stays so, ask whoever runs the domain's name servers."
        )
    }
}
