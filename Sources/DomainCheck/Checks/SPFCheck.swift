import DKIM

/// Judges the SPF record of a domain.
struct SPFCheck {
    /// The domain.
    let domain: String
    /// The term that the record should have; nil where it is not known.
    let term: String?
    /// Whether mail goes out with this domain in its envelope, so that its SPF record decides.
    let isEnvelopeDomain: Bool
    /// What kind of record it is called.
    var kind = RecordKind.spf

    func judge(_ findings: SPFFindings) -> RecordCheck {
        var check = RecordCheck(
            kind: kind,
            name: domain,
            verdict: .ok,
            found: findings.records,
            explanation: "One record, \(findings.lookups) of 10 lookups.",
            nextStep: nil
        )
        if case .unanswered(let name, let failure)? = findings.trouble {
            var unknown = RecordCheck.unknown(kind, name, failure)
            unknown.found = findings.records
            return unknown
        }
        guard !findings.records.isEmpty else {
            check.verdict = .missing
            check.explanation = "The domain does not say which servers send for it."
            check.expected = expected([])
            check.nextStep = "Publish the record; add the terms of any other service that sends for the domain."
            return check
        }
        if let trouble = findings.trouble {
            check.verdict = .broken
            (check.explanation, check.nextStep) = words(of: trouble, findings)
            if case .several(domain, _) = trouble { check.expected = expected(findings.records) }
            return check
        }
        if let term, !findings.hasNeededTerm {
            check.verdict = isEnvelopeDomain ? .broken : .warning
            check.explanation = "It does not have \(term), so that the servers which send for you do not pass."
            check.expected = expected(findings.records)
            check.nextStep = "Replace the record by the one given here."
            return check
        }
        judgeEnd(findings, &check)
        return check
    }

    private func judgeEnd(_ findings: SPFFindings, _ check: inout RecordCheck) {
        let redirects =
            findings.record?.evaluated.contains { if case .redirect = $0.kind { true } else { false } } ?? false
        switch findings.record?.all {
        case .fail, .softFail: return
        case nil where redirects: return
        case .pass: check.explanation = "It ends in +all, so that anybody in the world may send for the domain."
        case .neutral: check.explanation = "It ends in ?all, which says nothing about everybody else."
        case nil: check.explanation = "It does not end in ~all or -all, so it says nothing about everybody else."
        }
        check.verdict = .warning
        check.expected = expected(findings.records)
        check.nextStep = "Replace the record by the one given here."
    }

    private func words(of trouble: SPFFindings.Trouble, _ findings: SPFFindings) -> (String, String) {
        switch trouble {
        case .several(let place, let count):
            (
                "\(place) has \(count) SPF records; receivers then use none (RFC 7208 §4.5).",
                "Keep one record that holds the terms of all."
            )
        case .syntax(let place, let term):
            ("Receivers reject the record of \(place): “\(term.prefix(80))” is no term of SPF.", "Correct the term.")
        case .loop(let place):
            ("Its includes lead back to \(place), so that receivers give up.", "Remove the include of \(place).")
        case .tooManyLookups:
            (
                "It takes \(findings.lookups)\(findings.lookups >= 30 ? " or more" : "") lookups; after 10 receivers give up.",
                "Remove includes of services that no longer send for you, and replace a and mx by ip4 and ip6."
            )
        case .tooManyVoidLookups(let count):
            (
                "\(count) of its lookups find nothing; after 2 receivers may give up.",
                "Remove the terms whose names no longer exist."
            )
        case .includesNothing(let place):
            (
                "It includes \(place), which has no SPF record; receivers then give up.",
                "Remove or correct that include."
            )
        case .unanswered(let name, let failure): ("\(name): \(failure.words).", "Check again later.")
        }
    }

    /// One record that holds the terms of all, and the one that is needed, before its end.
    private func expected(_ records: [String]) -> CopyReadyRecord? {
        guard term != nil || !records.isEmpty else { return nil }
        var terms: [String] = []
        var end: String?
        for record in records {
            for word in record.split(separator: " ").dropFirst().map(String.init) {
                let bare = word.lowercased().trimmingPrefix { "+-~?".contains($0) }
                if bare == "all" {
                    if !word.hasPrefix("+"), !word.hasPrefix("?"), word.lowercased() != "all" { end = end ?? word }
                } else if !terms.contains(where: { $0.lowercased() == word.lowercased() }) {
                    terms.append(word)
                }
            }
        }
        if let term, !terms.contains(where: { $0.lowercased() == term.lowercased() }) { terms.append(term) }
        let hasRedirect = terms.contains { $0.lowercased().hasPrefix("redirect=") }
        let words = ["v=spf1"] + terms + (hasRedirect && end == nil ? [] : [end ?? "~all"])
        return .text(domain, TXTText(words.joined(separator: " ")))
    }
}
