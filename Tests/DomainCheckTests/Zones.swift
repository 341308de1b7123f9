import DKIM
import DomainCheck
import Testing

/// Domains, good and broken, each with what a check should say of it.
enum Zones {
    /// A domain, and one thing that a check finds there.
    struct Case: Sendable, CustomTestStringConvertible {
        let domain: String
        let kind: RecordKind
        let verdict: RecordVerdict
        /// Words that the explanation has.
        let words: String
        /// The value of the record to publish; nil where it does not matter.
        var value: String?

        var testDescription: String { "\(domain) \(kind.rawValue): \(verdict.rawValue)" }
    }

    static let term = "include:_spf.relay.test"
    static let rsa = SigningKey(selector: "rsa", algorithm: .rsa, publicKey: Array(repeating: 0xA5, count: 294))
    static let small = SigningKey(selector: "ed", algorithm: .ed25519, publicKey: Array(repeating: 0x5A, count: 32))
    private static let rsaText = KeyRecord.text(algorithm: .rsa, publicKey: rsa.publicKey)
    private static let smallText = KeyRecord.text(algorithm: .ed25519, publicKey: small.publicKey)

    /// What a good domain has, under a name.
    private static func good(_ name: String, without: Set<RecordKind> = []) -> String {
        let lines: [(RecordKind, String)] = [
            (.spf, "\(name) TXT \"v=spf1 \(term) -all\""),
            (.mx, "\(name) MX 10 mail.relay"),
            (.dkim, "rsa._domainkey.\(name) TXT \(rsaText.zoneText)\ned._domainkey.\(name) TXT \(smallText.zoneText)"),
            (.dmarc, "_dmarc.\(name) TXT \"v=DMARC1; p=reject; rua=mailto:a@example.com\""),
        ]
        return lines.filter { !without.contains($0.0) }.map(\.1).joined(separator: "\n") + "\n"
    }

    private static func spf(_ name: String, _ texts: String...) -> String {
        good(name, without: [.spf]) + texts.map { "\(name) TXT \"\($0)\"\n" }.joined()
    }

    private static func dkim(_ name: String, _ lines: String) -> String {
        good(name, without: [.dkim]) + lines + "\ned._domainkey.\(name) TXT \(smallText.zoneText)\n"
    }

    private static func dmarc(_ name: String, _ texts: String...) -> String {
        good(name, without: [.dmarc]) + texts.map { "_dmarc.\(name) TXT \"\($0)\"\n" }.joined()
    }

    private static let chain = (1...11).map {
        "c\($0).chain TXT \"v=spf1 \($0 < 11 ? "include:c\($0 + 1).chain.test" : "ip4:192.0.2.1") -all\""
    }
    .joined(separator: "\n")

    private static let zone =
        """
        _spf.relay TXT "v=spf1 ip4:192.0.2.0/24 -all"
        mail.relay A 127.0.0.1
        relay MX 10 mail.relay
        relay TXT "v=spf1 \(term) -all"
        \(chain)
        \(good("good"))
        \(good("under.good", without: [.dmarc]))
        \(spf("nospf"))
        \(spf("twospf", "v=spf1 ip4:192.0.2.1 -all", "v=spf1 \(term) ~all", "unrelated"))
        \(spf("eleven", "v=spf1 include:c1.chain.test \(term) -all"))
        \(spf("ten", "v=spf1 include:c3.chain.test \(term) -all"))
        \(spf("loop", "v=spf1 include:loop2.test -all"))
        loop2 TXT "v=spf1 include:loop.test -all"
        \(spf("nested", "v=spf1 redirect=nested2.test"))
        nested2 TXT "v=spf1 \(term) ~all"
        \(spf("notus", "v=spf1 mx -all"))
        \(spf("plusall", "v=spf1 \(term) +all"))
        \(spf("neutralall", "v=spf1 \(term) ?all"))
        \(spf("noall", "v=spf1 \(term)"))
        \(spf("badterm", "v=spf1 ip4:300.1.1.1 \(term) -all"))
        \(spf("unknownterm", "v=spf1 ipv4:192.0.2.1 -all"))
        \(spf("voids", "v=spf1 a:v1.test a:v2.test mx:v3.test \(term) -all"))
        \(spf("emptyinclude", "v=spf1 include:mail.relay.test \(term) -all"))
        \(spf("servfailinclude", "v=spf1 include:x.broken \(term) -all"))
        \(dkim("nodkim", ""))
        \(dkim("wrongkey", "rsa._domainkey.wrongkey TXT \(KeyRecord.text(algorithm: .rsa, publicKey: Array(repeating: 1, count: 294)).zoneText)"))
        \(dkim("halfkey", "rsa._domainkey.halfkey TXT \"\(rsaText.strings[0])\""))
        \(dkim("revoked", "rsa._domainkey.revoked TXT \"v=DKIM1; k=rsa; p=\""))
        \(dkim("manystrings", "rsa._domainkey.manystrings TXT " + rsaText.text.map { "\"\($0)\"" }.joined(separator: " ")))
        \(dkim("aliaskey", "rsa._domainkey.aliaskey CNAME rsa._domainkey.good"))
        \(dkim("deadalias", "rsa._domainkey.deadalias CNAME nothing.good"))
        \(dkim("textlessalias", "rsa._domainkey.textlessalias CNAME mail.relay"))
        \(dkim("twokeys", "rsa._domainkey.twokeys TXT \(rsaText.zoneText)\nrsa._domainkey.twokeys TXT \"v=DKIM1; p=AAAA\""))
        \(dkim("testing", "rsa._domainkey.testing TXT \(TXTText(rsaText.text + "; t=y").zoneText)"))
        \(dkim("garbage", "rsa._domainkey.garbage TXT \"hello\""))
        \(dmarc("nodmarc"))
        \(dmarc("twodmarc", "v=DMARC1; p=none", "v=DMARC1; p=reject"))
        \(dmarc("badpolicy", "v=DMARC1; p=maybe"))
        \(dmarc("monitoring", "v=DMARC1; p=none; adkim=s; aspf=s"))
        \(good("sub.nodkimstrict", without: [.dkim, .dmarc]))
        _dmarc.nodkimstrict TXT "v=DMARC1; p=quarantine; aspf=s"
        \(good("nomx", without: [.mx]))
        \(good("nullmx", without: [.mx]))
        nullmx MX 0 .
        \(good("deadmx", without: [.mx]))
        deadmx MX 10 gone.good
        \(good("addressonly", without: [.mx]))
        addressonly A 127.0.0.1
        large TXT \(TXTText(String(repeating: "x", count: 5000)).zoneText)
        """

    /// The zones: one that answers, and one whose file is missing, so that the server says SERVFAIL.
    static let all: [String: String?] = ["test": zone, "broken": nil]

    static let cases: [Case] = [
        Case(domain: "good.test", kind: .spf, verdict: .ok, words: "1 of 10 lookups"),
        Case(domain: "good.test", kind: .dkim, verdict: .ok, words: "is the one that mails are signed with"),
        Case(domain: "good.test", kind: .dmarc, verdict: .ok, words: "passes DMARC: DKIM counts"),
        Case(domain: "good.test", kind: .mx, verdict: .ok, words: "Answers can reach"),
        Case(domain: "good.test", kind: .returnPath, verdict: .ok, words: "come back to good.test"),
        Case(domain: "under.good.test", kind: .dmarc, verdict: .ok, words: "domain above it"),
        Case(domain: "nospf.test", kind: .spf, verdict: .missing, words: "does not say", value: "v=spf1 \(term) ~all"),
        Case(
            domain: "twospf.test",
            kind: .spf,
            verdict: .broken,
            words: "2 SPF records",
            value: nil
        ),
        Case(domain: "eleven.test", kind: .spf, verdict: .broken, words: "12 lookups"),
        Case(domain: "ten.test", kind: .spf, verdict: .ok, words: "10 of 10 lookups"),
        Case(domain: "loop.test", kind: .spf, verdict: .broken, words: "lead back to loop.test"),
        Case(domain: "nested.test", kind: .spf, verdict: .ok, words: "2 of 10 lookups"),
        Case(
            domain: "notus.test",
            kind: .spf,
            verdict: .broken,
            words: "does not have \(term)",
            value: "v=spf1 mx \(term) -all"
        ),
        Case(domain: "plusall.test", kind: .spf, verdict: .warning, words: "anybody", value: "v=spf1 \(term) ~all"),
        Case(domain: "neutralall.test", kind: .spf, verdict: .warning, words: "?all", value: "v=spf1 \(term) ~all"),
        Case(domain: "noall.test", kind: .spf, verdict: .warning, words: "does not end", value: "v=spf1 \(term) ~all"),
        Case(domain: "badterm.test", kind: .spf, verdict: .broken, words: "ip4:300.1.1.1"),
        Case(domain: "unknownterm.test", kind: .spf, verdict: .broken, words: "ipv4:192.0.2.1"),
        Case(domain: "voids.test", kind: .spf, verdict: .broken, words: "3 of its lookups find nothing"),
        Case(domain: "emptyinclude.test", kind: .spf, verdict: .broken, words: "has no SPF record"),
        Case(domain: "servfailinclude.test", kind: .spf, verdict: .unknown, words: "SERVFAIL"),
        Case(domain: "nodkim.test", kind: .dkim, verdict: .missing, words: "not published"),
        Case(domain: "wrongkey.test", kind: .dkim, verdict: .broken, words: "Another key"),
        Case(domain: "halfkey.test", kind: .dkim, verdict: .broken, words: "cannot use"),
        Case(domain: "revoked.test", kind: .dkim, verdict: .broken, words: "revoked"),
        Case(domain: "manystrings.test", kind: .dkim, verdict: .ok, words: "strings"),
        Case(domain: "aliaskey.test", kind: .dkim, verdict: .ok, words: "alias of rsa._domainkey.good.test"),
        Case(domain: "deadalias.test", kind: .dkim, verdict: .missing, words: "not published"),
        Case(domain: "textlessalias.test", kind: .dkim, verdict: .broken, words: "alias of mail.relay.test"),
        Case(domain: "twokeys.test", kind: .dkim, verdict: .broken, words: "2 records"),
        Case(domain: "testing.test", kind: .dkim, verdict: .warning, words: "t=y"),
        Case(domain: "garbage.test", kind: .dkim, verdict: .broken, words: "not a list of tags"),
        Case(domain: "nodkim.test", kind: .dmarc, verdict: .ok, words: "DKIM counts"),
        Case(domain: "nodmarc.test", kind: .dmarc, verdict: .missing, words: "does not say"),
        Case(domain: "twodmarc.test", kind: .dmarc, verdict: .broken, words: "2 DMARC records"),
        Case(domain: "badpolicy.test", kind: .dmarc, verdict: .broken, words: "maybe"),
        Case(domain: "monitoring.test", kind: .dmarc, verdict: .ok, words: "Policy none"),
        Case(domain: "nomx.test", kind: .mx, verdict: .missing, words: "takes no mail"),
        Case(domain: "nullmx.test", kind: .mx, verdict: .broken, words: "RFC 7505"),
        Case(domain: "nullmx.test", kind: .returnPath, verdict: .broken, words: "are lost"),
        Case(domain: "deadmx.test", kind: .mx, verdict: .broken, words: "gone.good.test"),
        Case(domain: "addressonly.test", kind: .mx, verdict: .warning, words: "no MX record"),
        Case(domain: "nothing.test", kind: .spf, verdict: .missing, words: "does not say"),
        Case(domain: "x.broken", kind: .mx, verdict: .unknown, words: "SERVFAIL"),
        Case(domain: "elsewhere.invalid", kind: .dkim, verdict: .unknown, words: "refused"),
    ]
}
