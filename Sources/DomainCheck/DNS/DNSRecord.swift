/// The types of records that are asked for (RFC 1035 §3.2.2, RFC 3596).
package enum DNSRecordType: UInt16, Sendable {
    case address = 1
    case alias = 5
    case exchange = 15
    case text = 16
    case longAddress = 28
}

/// What a record says.
package enum DNSRecord: Hashable, Sendable {
    /// An IPv4 or IPv6 address, as text.
    case address(String)
    /// The name to ask for instead (CNAME).
    case alias(String)
    /// A server that takes mail.
    case exchange(preference: Int, host: String)
    /// The strings of a TXT record, joined.
    case text(String, strings: Int)
}

/// What came of a question to DNS.
package enum DNSAnswer: Hashable, Sendable {
    /// The records, and the names that aliases led through.
    case records([DNSRecord], aliases: [String])
    /// The name exists, or an alias of it; without records of this type.
    case noRecords(aliases: [String])
    /// The name does not exist, or what its alias names does not.
    case noSuchName
    /// Nobody can say.
    case failed(DNSFailure)
}

/// Why a question to DNS was not answered.
package enum DNSFailure: String, Hashable, Sendable, Error {
    case timeout
    case serverFailure
    case refused
    case unreachable
    case malformed
    case badName
    case stopped

    /// What happened, in words.
    package var words: String {
        switch self {
        case .timeout: "no name server answered in time"
        case .serverFailure: "the name servers of the domain do not give a usable answer (SERVFAIL)"
        case .refused: "the name server refused the question"
        case .unreachable: "the name server cannot be reached"
        case .malformed: "the answer could not be read"
        case .badName: "the name cannot be asked for"
        case .stopped: "the service is stopping"
        }
    }
}

/// Asks DNS.
package protocol DNSLookup: Sendable {
    /// The records of a type under a name, aliases followed; ends in bounded time.
    func answer(to name: String, _ type: DNSRecordType) async -> DNSAnswer
}
