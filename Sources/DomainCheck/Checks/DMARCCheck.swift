import DKIM

/// What DNS holds about DMARC for a domain, its own record or that of its organizational domain.
struct DMARCFindings: Sendable {
    /// The name under which the record was found, or should be.
    var name: String
    /// The records.
    var records: [String] = []
    /// Why nobody can say.
    var failure: DNSFailure?
    /// Whether the record is that of the organizational domain.
    var isInherited = false

    /// Looks the record up as receivers do (RFC 7489 §6.6.3).
    static func find(for domain: String, dns: any DNSLookup) async -> Self {
        var findings = await find(at: domain, dns: dns)
        let organization = organizationalDomain(of: domain)
        guard findings.failure == nil, findings.records.isEmpty, organization != domain else { return findings }
        let above = await find(at: organization, dns: dns)
        guard above.failure != nil || !above.records.isEmpty else { return findings }
        findings = above
        findings.isInherited = true
        return findings
    }

    private static func find(at domain: String, dns: any DNSLookup) async -> Self {
        var findings = Self(name: "_dmarc.\(domain)")
        switch await dns.answer(to: findings.name, .text) {
        case .records(let records, _):
            findings.records = records.compactMap {
                if case .text(let text, _) = $0, DMARCRecord.isDMARC(text) { text } else { nil }
            }
        case .noRecords, .noSuchName: break
        case .failed(let failure): findings.failure = failure
        }
        return findings
    }

    /// The record, where there is exactly one that can be read.
    var record: DMARCRecord? {
        records.count == 1 ? records.first.flatMap { try? DMARCRecord(parsing: $0) } : nil
    }
}

/// Judges the DMARC record of a domain, and whether mail of the method passes it.
struct DMARCCheck {
    let domain: String
    let alignment: AlignmentReport

    func judge(_ findings: DMARCFindings) -> RecordCheck {
        var check = RecordCheck(
            kind: .dmarc,
            name: findings.name,
            verdict: .ok,
            found: findings.records,
            explanation: "",
            nextStep: nil
        )
        if let failure = findings.failure { return .unknown(.dmarc, findings.name, failure) }
        let suggested = CopyReadyRecord.text(
            findings.name,
            TXTText("v=DMARC1; p=none; rua=mailto:postmaster@\(organizationalDomain(of: domain))")
        )
        guard let text = findings.records.first else {
            check.verdict = .missing
            check.explanation =
                "The domain does not say what becomes of mail that others send in its name; "
                + "large mailbox providers ask for a record."
            check.expected = suggested
            check.nextStep = "Publish the record; put an address of yours that takes reports into rua=."
            return check
        }
        guard findings.records.count == 1 else {
            check.verdict = .broken
            check.explanation =
                "There are \(findings.records.count) DMARC records; receivers then use none (RFC 7489 §6.6.3)."
            check.nextStep = "Keep one of them."
            return check
        }
        do {
            judge(try DMARCRecord(parsing: text), findings, &check)
        } catch {
            check.verdict = .broken
            check.explanation = "Receivers cannot use the record: \(error)."
            check.expected = suggested
            check.nextStep = "Correct the record."
        }
        return check
    }

    private func judge(_ record: DMARCRecord, _ findings: DMARCFindings, _ check: inout RecordCheck) {
        let policy = findings.isInherited ? record.subdomainPolicy : record.policy
        let origin = findings.isInherited ? "The record of the domain above it holds. " : ""
        check.explanation = "\(origin)Policy \(policy.rawValue). \(alignment.explanation)"
        switch alignment.passes {
        case false?:
            check.verdict = policy == .none ? .warning : .broken
            check.explanation += policy == .none ? "" : " Receivers will \(policy.rawValue) such mail."
            check.nextStep = "Publish the records for DKIM, or send by a method that signs for \(domain)."
        case nil:
            check.verdict = .warning
            check.nextStep = "Send a test mail and read the line Authentication-Results in what arrives."
        case true?:
            guard policy == .none else { return }
            check.nextStep =
                "It works. When reports show that all your mail passes, set p=quarantine to stop forgeries."
        }
    }
}
