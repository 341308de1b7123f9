import DKIM

/// Judges the record that publishes a signing key.
struct DKIMCheck {
    let key: SigningKey
    let domain: String

    /// The name of the record.
    var name: String { KeyRecord.name(selector: key.selector, domain: domain) }

    func judge(_ answer: DNSAnswer) -> RecordCheck {
        var check = RecordCheck(
            kind: .dkim,
            name: name,
            verdict: .ok,
            found: [],
            explanation: "",
            nextStep: "Publish the record as given here, and check again when it can be seen."
        )
        check.expected = .text(name, KeyRecord.text(algorithm: key.algorithm, publicKey: key.publicKey))
        switch answer {
        case .failed(let failure): return .unknown(.dkim, name, failure)
        case .noSuchName, .noRecords(aliases: []):
            check.verdict = .missing
            check.explanation = "The key is not published, so that receivers cannot verify signatures made with it."
        case .noRecords(let aliases):
            check.verdict = .broken
            check.explanation = "The name is an alias of \(aliases.last ?? "another"), which has no TXT record."
        case .records(let records, let aliases):
            let texts = records.compactMap {
                if case .text(let text, let strings) = $0 { (text, strings) } else { nil }
            }
            check.found = texts.map(\.0)
            judge(texts, &check)
            if check.verdict == .ok {
                (check.expected, check.nextStep) = (nil, nil)
                if let last = aliases.last { check.explanation += " The name is an alias of \(last)." }
            }
        }
        return check
    }

    private func judge(_ texts: [(text: String, strings: Int)], _ check: inout RecordCheck) {
        guard let found = texts.first, texts.count == 1 else {
            check.verdict = .broken
            check.explanation =
                "There are \(texts.count) records under the name; receivers take any one of them, or none."
            check.nextStep = "Keep only the record given here."
            return
        }
        do {
            let record = try KeyRecord(parsing: found.text)
            if record.publicKey.isEmpty {
                check.verdict = .broken
                check.explanation = "The key is revoked: its tag p= is empty."
            } else if !record.publishes(key.publicKey, algorithm: key.algorithm) {
                check.verdict = .broken
                check.explanation =
                    "Another key is published than the one that mails are signed with, or only a part of it."
            } else if record.isTesting {
                check.verdict = .warning
                check.explanation = "The key is right, but the tag t=y says that you are only testing."
                check.nextStep = "Remove t=y from the record."
            } else {
                let pieces = found.strings > 1 ? " (in \(found.strings) strings)" : ""
                check.explanation = "The key is published\(pieces) and is the one that mails are signed with."
            }
        } catch {
            check.verdict = .broken
            check.explanation = "Receivers cannot use the record: \(error)."
        }
    }
}
