import Evidence
import HTTPTypes
import Testing

@testable import HTTPService

@Suite("Requests through proxies")
struct ForwardedTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let header: String
        let client: String?
    }

    private static let xForwarded = [
        Case(testDescription: "the proxy's word", header: "198.51.100.7", client: "198.51.100.7"),
        Case(
            testDescription: "what the client wrote before it",
            header: "1.2.3.4, 198.51.100.7",
            client: "198.51.100.7"
        ),
        Case(testDescription: "two proxies", header: "1.2.3.4, 198.51.100.7, 10.1.2.3", client: "198.51.100.7"),
        Case(testDescription: "only proxies", header: "10.9.9.9, 10.1.2.3", client: "10.9.9.9"),
        Case(testDescription: "a port", header: "198.51.100.7:4711", client: "198.51.100.7"),
        Case(testDescription: "IPv6", header: "2001:db8::7", client: "2001:db8::7"),
        Case(testDescription: "IPv6 and a port", header: "[2001:db8::7]:4711", client: "2001:db8::7"),
        Case(testDescription: "nonsense nearest", header: "198.51.100.7, unknown", client: nil),
        Case(testDescription: "nonsense behind", header: "unknown, 198.51.100.7", client: "198.51.100.7"),
        Case(testDescription: "empty", header: "", client: "10.0.0.1"),
    ]

    private static let forwarded = [
        Case(testDescription: "the proxy's word", header: "for=198.51.100.7;proto=https", client: "198.51.100.7"),
        Case(testDescription: "quoted IPv6", header: "for=\"[2001:db8::7]:4711\"", client: "2001:db8::7"),
        Case(testDescription: "spoofed before it", header: "for=1.2.3.4, For=198.51.100.7", client: "198.51.100.7"),
        Case(testDescription: "an obscured name", header: "for=_hidden", client: nil),
        Case(testDescription: "without for", header: "proto=https", client: nil),
    ]

    private func settings(_ header: ProxySettings.Header) throws -> ProxySettings {
        ProxySettings(trusted: [try #require(NetworkRange("10.0.0.0/8"))], header: header)
    }

    @Test(arguments: xForwarded)
    private func `the nearest address that is no proxy of ours is the client's`(example: Case) throws {
        let settings = try settings(.xForwarded)
        let hops = ForwardedHops([.forwardedFor: example.header, .forwarded: "for=6.6.6.6"], header: .xForwarded)
        #expect(
            hops.client(behind: NetworkAddress("10.0.0.1"), settings) == example.client.flatMap { NetworkAddress($0) }
        )
    }

    @Test(arguments: forwarded)
    private func `the same by the standard header`(example: Case) throws {
        let settings = try settings(.forwarded)
        let hops = ForwardedHops([.forwarded: example.header, .forwardedFor: "6.6.6.6"], header: .forwarded)
        #expect(
            hops.client(behind: NetworkAddress("10.0.0.1"), settings) == example.client.flatMap { NetworkAddress($0) }
        )
        #expect(hops.isSecure == example.header.contains("proto=https"))
    }

    @Test
    func `nobody is believed who is no proxy of ours`() throws {
        let settings = try settings(.xForwarded)
        #expect(settings.trusts(NetworkAddress("10.255.0.1")))
        #expect(!settings.trusts(NetworkAddress("11.0.0.1")))
        #expect(!settings.trusts(NetworkAddress("a00::1")))
        #expect(!ProxySettings().trusts(NetworkAddress("127.0.0.1")))
        #expect(!ProxySettings().trusts(nil))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("2001:db8::1/128", "2001:db8::2", false), ("::1", "::1", true),
        ("::1", "::2", false), ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("7f00::/8", "127.0.0.1", false),
    ])
    func `a range holds the addresses that begin with its bits`(range: String, address: String, holds: Bool) throws {
        let range = try #require(NetworkRange(range))
        #expect(range.contains(try #require(NetworkAddress(address))) == holds)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/0", "::/0", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "example.com",
    ])
    func `what is no range, or one of everybody, is refused`(text: String) {
        #expect(NetworkRange(text) == nil)
    }
}
