/// What a receiver would find that follows a domain's SPF record to its last include.
struct SPFFindings: Sendable {
    /// Why a receiver would give up.
    enum Trouble: Hashable, Sendable {
        case several(domain: String, count: Int)
        case syntax(domain: String, term: String)
        case loop(domain: String)
        case tooManyLookups
        case tooManyVoidLookups(Int)
        case includesNothing(domain: String)
        case unanswered(name: String, DNSFailure)
    }

    /// The SPF records of the domain itself.
    var records: [String] = []
    /// The domain's own record, where there is one that can be read.
    var record: SPFRecord?
    /// How many lookups of the ten that are allowed the record takes (RFC 7208 §4.6.4).
    var lookups = 0
    /// How many of them found nothing; two are allowed.
    var voids = 0
    /// Whether the term that was looked for is there, or in an include.
    var hasNeededTerm = false
    /// The first trouble.
    var trouble: Trouble?
    /// The names that aliases led through to the record.
    var aliases: [String] = []
}

/// Follows an SPF record as a receiver does in the worst case: to the end.
struct SPFWalk {
    private let dns: any DNSLookup
    private let needed: String?
    private(set) var findings = SPFFindings()

    /// Where counting stops: enough to say that it is far too much.
    private static let mostLookups = 30

    init(dns: any DNSLookup, needed: String?) {
        self.dns = dns
        self.needed = needed?.lowercased()
    }

    /// Follows the record of a domain.
    static func findings(for domain: String, needed: String?, dns: any DNSLookup) async -> SPFFindings {
        var walk = Self(dns: dns, needed: needed)
        await walk.follow(domain, path: [], passes: true)
        if walk.findings.trouble == nil {
            if walk.findings.lookups > 10 {
                walk.findings.trouble = .tooManyLookups
            } else if walk.findings.voids > 2 {
                walk.findings.trouble = .tooManyVoidLookups(walk.findings.voids)
            }
        }
        return walk.findings
    }

    private mutating func follow(_ domain: String, path: [String], passes: Bool) async {
        let isTop = path.isEmpty
        let texts: [String]
        switch await dns.answer(to: domain, .text) {
        case .records(let records, let aliases):
            texts = records.compactMap { if case .text(let text, _) = $0, SPFRecord.isSPF(text) { text } else { nil } }
            if isTop { findings.aliases = aliases }
        case .noRecords, .noSuchName:
            texts = []
            if !isTop { findings.voids += 1 }
        case .failed(let failure): return note(.unanswered(name: domain, failure))
        }
        if isTop { findings.records = texts }
        guard let text = texts.first else {
            if !isTop { note(.includesNothing(domain: domain)) }
            return
        }
        guard texts.count == 1 else { return note(.several(domain: domain, count: texts.count)) }
        do {
            let record = try SPFRecord(parsing: text)
            if isTop { findings.record = record }
            for term in record.evaluated {
                await follow(term, of: domain, path: path + [domain.lowercased()], passes: passes)
            }
        } catch {
            note(.syntax(domain: domain, term: error.term))
        }
    }

    private mutating func follow(_ term: SPFTerm, of domain: String, path: [String], passes: Bool) async {
        if passes, term.qualifier == .pass, term.text == needed { findings.hasNeededTerm = true }
        guard findings.lookups < Self.mostLookups else { return }
        switch term.kind {
        case .all, .network, .other: break
        case .pointer, .exists: findings.lookups += 1
        case .address(let target):
            findings.lookups += 1
            await countVoid(target ?? domain, [.address, .longAddress])
        case .exchange(let target):
            findings.lookups += 1
            await countVoid(target ?? domain, [.exchange])
        case .include(let target), .redirect(let target):
            findings.lookups += 1
            guard !target.contains("%") else { return }
            let target = target.hasSuffix(".") ? String(target.dropLast()) : target
            guard !path.contains(target.lowercased()) else { return note(.loop(domain: target)) }
            var isRedirect = false
            if case .redirect = term.kind { isRedirect = true }
            await follow(target, path: path, passes: passes && (isRedirect || term.qualifier == .pass))
        }
    }

    private mutating func countVoid(_ name: String, _ types: [DNSRecordType]) async {
        guard !name.contains("%") else { return }
        let name = name.hasSuffix(".") ? String(name.dropLast()) : name
        for type in types {
            switch await dns.answer(to: name, type) {
            case .records: return
            case .failed(let failure): return note(.unanswered(name: name, failure))
            case .noRecords, .noSuchName: continue
            }
        }
        findings.voids += 1
    }

    /// Keeps the first trouble; the walk goes on, so that the count of lookups is whole.
    private mutating func note(_ trouble: SPFFindings.Trouble) {
        findings.trouble = findings.trouble ?? trouble
    }
}
