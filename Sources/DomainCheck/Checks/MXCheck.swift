/// What DNS holds about the servers that take a domain's mail.
struct MXFindings: Sendable {
    /// The servers, the preferred ones first.
    var hosts: [(preference: Int, host: String)] = []
    /// Servers whose name has no address.
    var withoutAddress: [String] = []
    /// Whether the domain itself has an address, which stands in for missing records (RFC 5321 §5.1).
    var hasAddress = false
    /// Why nobody can say.
    var failure: DNSFailure?

    private static let mostHosts = 10

    /// Looks servers and their addresses up.
    static func find(for domain: String, dns: any DNSLookup) async -> Self {
        var findings = Self()
        switch await dns.answer(to: domain, .exchange) {
        case .failed(let failure): findings.failure = failure
        case .noSuchName: break
        case .noRecords: findings.hasAddress = await hasAddress(domain, dns: dns) ?? false
        case .records(let records, _):
            findings.hosts = records.compactMap {
                if case .exchange(let preference, let host) = $0 { (preference, host) } else { nil }
            }.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }
            for (_, host) in findings.hosts.prefix(mostHosts) where !host.isEmpty {
                if await hasAddress(host, dns: dns) == false { findings.withoutAddress.append(host) }
            }
        }
        return findings
    }

    /// Whether a name has an address; nil where DNS does not say.
    private static func hasAddress(_ name: String, dns: any DNSLookup) async -> Bool? {
        for type in [DNSRecordType.address, .longAddress] {
            switch await dns.answer(to: name, type) {
            case .records: return true
            case .failed: return nil
            case .noRecords, .noSuchName: continue
            }
        }
        return false
    }

    /// Whether the domain says that it takes no mail at all (RFC 7505).
    var isNull: Bool { hosts.count == 1 && hosts[0].host.isEmpty }

    /// The records as a zone file has them.
    var found: [String] { hosts.map { "\($0.preference) \($0.host)." } }
}

/// Judges whether a domain that is sent from can be answered.
struct MXCheck {
    let domain: String

    func judge(_ findings: MXFindings) -> RecordCheck {
        var check = RecordCheck(
            kind: .mx,
            name: domain,
            verdict: .ok,
            found: findings.found,
            explanation: "Answers can reach the domain.",
            nextStep: nil
        )
        if let failure = findings.failure { return .unknown(.mx, domain, failure) }
        let publish = "Publish the MX record that your mail provider gives you."
        if findings.hosts.isEmpty, findings.hasAddress {
            check.verdict = .warning
            check.explanation =
                "There is no MX record; mail is tried at the domain's own address, which some receivers distrust."
            check.nextStep = publish
        } else if findings.hosts.isEmpty {
            check.verdict = .missing
            check.explanation =
                "The domain takes no mail: answers are lost, and many receivers refuse mail from such a domain."
            check.nextStep = publish
        } else if findings.isNull {
            check.verdict = .broken
            check.explanation = "The domain says that it takes no mail (RFC 7505); many receivers refuse mail from it."
            check.nextStep = publish
        } else if !findings.withoutAddress.isEmpty {
            let isAll = findings.withoutAddress.count == findings.hosts.count
            check.verdict = isAll ? .broken : .warning
            check.explanation = "These servers have no address: \(findings.withoutAddress.joined(separator: ", "))."
            check.nextStep = "Correct or remove them."
        }
        return check
    }
}
