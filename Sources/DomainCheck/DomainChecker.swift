import DKIM

/// Checks the DNS records of a domain that mail is sent from.
///
/// All judgement is apart from the questions to DNS: those are few, bounded in number and time, and asked at once where
/// they do not depend on each other.
package struct DomainChecker: Sendable {
    private let dns: any DNSLookup

    /// Makes a checker that asks a resolver.
    package init(dns: any DNSLookup) {
        self.dns = dns
    }

    /// Checks SPF, DKIM, DMARC, the return path and MX.
    ///
    /// - Parameters:
    ///   - question: The domain, and how it is sent from.
    ///   - moment: The time, in microseconds since 1970.
    /// - Returns: The verdicts; never fails, since a silent name server is a verdict too.
    package func check(_ question: DomainQuestion, at moment: Int64) async -> DomainReport {
        let dns = dns
        let isOwnReturnPath = question.returnPathDomain == question.domain
        async let spf = SPFWalk.findings(for: question.domain, needed: question.spfTerm, dns: dns)
        async let dmarc = DMARCFindings.find(for: question.domain, dns: dns)
        async let mx = MXFindings.find(for: question.domain, dns: dns)
        let keyChecks = await checkKeys(question)
        let (domainSPF, domainMX) = (await spf, await mx)
        var pathSPF = domainSPF
        var pathMX = domainMX
        if !isOwnReturnPath {
            pathSPF = await SPFWalk.findings(for: question.returnPathDomain, needed: question.spfTerm, dns: dns)
            pathMX = await MXFindings.find(for: question.returnPathDomain, dns: dns)
        }
        let spfCheck = SPFCheck(domain: question.domain, term: question.spfTerm, isEnvelopeDomain: isOwnReturnPath)
            .judge(domainSPF)
        let pathCheck = SPFCheck(domain: question.returnPathDomain, term: question.spfTerm, isEnvelopeDomain: true)
            .judge(pathSPF)
        let policy = await dmarc
        let alignment = AlignmentReport(
            question,
            keys: keyChecks,
            returnPathSPF: pathCheck.verdict,
            record: policy.record
        )
        let checks =
            [spfCheck] + keyChecks + [
                DMARCCheck(domain: question.domain, alignment: alignment).judge(policy),
                ReturnPathCheck(question: question).judge(pathMX, spf: pathSPF),
                MXCheck(domain: question.domain).judge(domainMX),
            ]
        return DomainReport(domain: question.domain, checkedAt: moment, checks: checks, alignment: alignment)
    }

    private func checkKeys(_ question: DomainQuestion) async -> [RecordCheck] {
        guard case .here(let keys) = question.signing else { return [] }
        var checks: [RecordCheck] = []
        for key in keys {
            let check = DKIMCheck(key: key, domain: question.domain)
            checks.append(check.judge(await dns.answer(to: check.name, .text)))
        }
        return checks
    }
}

extension AlignmentReport {
    /// Tells what of a method counts for the domain in From.
    init(_ question: DomainQuestion, keys: [RecordCheck], returnPathSPF: RecordVerdict, record: DMARCRecord?) {
        let from = question.domain
        var reasons: [String] = []
        switch question.signing {
        case .here:
            let isGood = keys.contains { $0.verdict == .ok || $0.verdict == .warning }
            let isOpen = keys.contains { $0.verdict == .unknown }
            dkim = isGood ? true : isOpen ? nil : false
            reasons.append(
                isGood
                    ? "DKIM counts: mails are signed for \(from) itself"
                    : isOpen
                        ? "whether DKIM counts could not be looked up"
                        : "DKIM does not count: no key of \(from) is published"
            )
        case .elsewhere:
            dkim = nil
            reasons.append("whether DKIM counts, only your mail server knows: it would have to sign for \(from)")
        case .domain(let domain):
            let counts = isAligned(domain, with: from, mode: record?.dkimMode ?? .relaxed)
            dkim = counts
            reasons.append("DKIM \(counts ? "counts" : "does not count"): mails are signed for \(domain)")
        }
        let path = question.returnPathDomain
        let mode = record?.spfMode ?? .relaxed
        if !isAligned(path, with: from, mode: mode) {
            spf = false
            reasons.append(
                "SPF does not count: the envelope names \(path)\(mode == .strict ? ", and aspf=s asks for \(from) itself" : "")"
            )
        } else {
            switch returnPathSPF {
            case .ok, .warning:
                // Without knowing the servers, a record that is there may still not name them.
                spf = question.spfTerm == nil ? nil : true
                reasons.append(spf == true ? "SPF counts" : "SPF counts if the record names the sending server")
            case .unknown:
                spf = nil
                reasons.append("whether SPF counts could not be looked up")
            case .broken, .missing:
                spf = false
                reasons.append("SPF does not count: the record of \(path) does not let the mail pass")
            }
        }
        explanation = ""
        let head =
            switch passes {
            case true?: "Mail passes DMARC"
            case false?: "Mail does not pass DMARC"
            case nil: "Whether mail passes DMARC is not certain"
            }
        explanation = "\(head): \(reasons.joined(separator: "; "))."
    }
}
