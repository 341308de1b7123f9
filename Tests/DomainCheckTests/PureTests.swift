import SeededNumbers
import Testing

@testable import DomainCheck

@Suite struct PureTests {
    @Test(
        arguments: [
            ("example.com", "example.com"), ("a.b.example.com", "example.com"), ("shop.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"), ("mail.example.nl", "example.nl"), ("MAIL.Example.NL", "example.nl"),
            ("localhost", "localhost"), ("a.example.com.au", "example.com.au"),
        ]
    ) func `the organizational domain of a name`(name: String, organization: String) {
        #expect(organizationalDomain(of: name) == organization)
    }

    @Test(
        arguments: [
            ("v=spf1", true), ("v=spf1 -all", true), ("V=SPF1 +a ?mx ~all", true), ("v=spf1 a/24 mx//64 -all", true),
            ("v=spf1 a:example.com/24//64 -all", true), ("v=spf1 ip4:192.0.2.0/33 -all", false),
            ("v=spf1 ip6:2001:db8::/32 -all", true), ("v=spf1 ip6:192.0.2.1 -all", false),
            ("v=spf1 include: -all", false),
            ("v=spf1 include:a_b.example.com exp=explain.example.com -all", true), ("v=spf1 all:x", false),
            ("v=spf1 exists:%{i}.example.com -all", true),
            ("v=spf1 redirect=a.example.com redirect=b.example.com", false),
            ("v=spf1 -redirect=a.example.com", false), ("v=spf1 mx:exa mple -all", false),
            ("v=spf1 foo=bar -all", true),
            ("v=spf1 a:example.com/ -all", false), ("v=spf1 ptr -all", true), ("v=spf1  -all ", true),
        ]
    ) func `SPF is read strictly`(text: String, isRecord: Bool) {
        #expect(SPFRecord.isSPF(text))
        #expect(((try? SPFRecord(parsing: text)) != nil) == isRecord)
    }

    @Test(arguments: ["v=spf10 -all", "v=spf1-all", "spf1", "", "x v=spf1"])
    func `other texts are not SPF`(text: String) { #expect(!SPFRecord.isSPF(text)) }

    @Test(
        arguments: [
            ("192.0.2.53", "192.0.2.53:53"), ("127.0.0.1:5353", "127.0.0.1:5353"), ("[::1]:5353", "[::1]:5353"),
            ("2001:db8::1", "[2001:db8::1]:53"), ("[2001:db8::1]", "[2001:db8::1]:53"),
        ]
    ) func `a name server's address`(text: String, address: String) throws {
        #expect(try DNSServerAddress(parsing: text).description == address)
    }

    @Test(arguments: [
        "", "dns.example.com", "1.2.3", "1.2.3.4:0", "1.2.3.4:99999", "1.2.3.4:x", "[::1]x", "1.2.3.4,5.6.7.8",
    ])
    func `what is no name server's address is refused`(text: String) {
        #expect(throws: DNSServerAddressError.self) { try DNSServerAddress(parsing: text) }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `whatever a stranger answers is read or refused, and nothing else`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes: [UInt8] = [0, 1, 0x84, 0, 0, 1, 0, 3, 0, 0, 0, 0, 1, 0x61, 0, 0, 16, 0, 1]
        let record: [UInt8] = [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 4, 3, 0x61, 0x62, 0x63]
        bytes += record + [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, 12] + record
        for _ in 0..<Int(seed % 6) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let cut = Array(
            bytes.prefix(seed.isMultiple(of: 3) ? Int.random(in: 0...bytes.count, using: &generator) : bytes.count)
        )
        let read = try? DNSMessage(cut, asked: .text)
        #expect((read?.records.count ?? 0) <= 3)
    }

    @Test func `a name that points at itself is refused`() {
        let bytes: [UInt8] = [0, 1, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xC0, 12, 0, 16, 0, 1]
        #expect(throws: DNSFailure.malformed) { try DNSMessage(bytes, asked: .text) }
    }
}
