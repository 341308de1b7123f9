/// Judges whether reports come back, and whether the envelope's own domain passes SPF.
struct ReturnPathCheck {
    let question: DomainQuestion

    func judge(_ mx: MXFindings, spf: SPFFindings) -> RecordCheck {
        let domain = question.returnPathDomain
        var check = RecordCheck(
            kind: .returnPath,
            name: domain,
            verdict: .ok,
            found: mx.found + spf.records,
            explanation: "Reports of mail that fails come back to \(domain).",
            nextStep: nil
        )
        if let failure = mx.failure { return .unknown(.returnPath, domain, failure) }
        let takesMail = !mx.isNull && (!mx.hosts.isEmpty || mx.hasAddress)
        if let host = question.returnPathHost, !mx.hosts.contains(where: { $0.host == host }) {
            check.verdict = mx.hosts.isEmpty ? .missing : .broken
            check.explanation = "Reports of mail that fails do not come back to \(host)."
            check.expected = CopyReadyRecord(name: domain, type: "MX", value: "10 \(host).")
            check.nextStep = "Publish the record; mails are delivered without it, and failures are not heard of."
        } else if !takesMail {
            check.verdict = mx.hosts.isEmpty ? .missing : .broken
            check.explanation = "\(domain) takes no mail, so that reports of mail that fails are lost."
            check.nextStep = "Publish an MX record for \(domain)."
        } else if domain != question.domain {
            judgeSPF(spf, &check)
        }
        return check
    }

    /// The From domain's own SPF record has a check of its own.
    private func judgeSPF(_ findings: SPFFindings, _ check: inout RecordCheck) {
        let domain = question.returnPathDomain
        let verdict = SPFCheck(domain: domain, term: question.spfTerm, isEnvelopeDomain: true, kind: .returnPath)
            .judge(findings)
        guard verdict.verdict != .ok else { return }
        check.verdict = verdict.verdict
        check.explanation += " SPF of that domain: \(verdict.explanation)"
        (check.expected, check.nextStep) = (verdict.expected, verdict.nextStep)
    }
}
