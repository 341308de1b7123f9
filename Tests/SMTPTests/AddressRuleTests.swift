import NIOCore
import Testing

@testable import SMTP

@Suite("Which addresses a server may have")
struct AddressRuleTests {
    @Test(
        arguments: [
            ("127.0.0.1", false), ("127.255.255.254", false), ("0.0.0.0", false), ("10.1.2.3", false),
            ("172.15.0.1", true), ("172.16.0.1", false), ("172.31.255.255", false), ("172.32.0.1", true),
            ("192.168.1.1", false), ("192.169.1.1", true), ("169.254.169.254", false), ("100.63.0.1", true),
            ("100.64.0.1", false), ("100.127.255.255", false), ("100.128.0.1", true), ("224.0.0.1", false),
            ("255.255.255.255", false), ("198.18.0.1", false), ("192.0.0.8", false), ("203.0.113.9", false),
            ("8.8.8.8", true), ("::", false), ("::1", false), ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true),
            ("::127.0.0.1", false), ("fe80::1", false), ("fc00::1", false), ("fd12::1", false), ("ff02::1", false),
            ("64:ff9b::10.0.0.1", false), ("64:ff9b::8.8.8.8", true), ("2002:7f00:1::", false), ("2001:db8::1", false),
            ("2001::1", false), ("3fff::1", false), ("2606:4700::1111", true), ("2a00:1450:4013::1b", true),
        ]
    )
    func `only those of the public internet are public`(text: String, isPublic: Bool) throws {
        let address = try SocketAddress(ipAddress: text, port: 25)
        let bytes: [UInt8] =
            switch address {
            case .v4(let address): withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
            case .v6(let address): withUnsafeBytes(of: address.address) { Array($0[8..<24]) }
            case .unixDomainSocket: []
            }
        #expect(IPAddress(bytes: bytes).isPublic == isPublic)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "::1", "0.0.0.0", "127.1", "2130706433"])
    func `a private host that somebody named from afar is not connected to`(host: String) async throws {
        try await ScriptedServer.run([.say("220 hello")]) { fake in
            var server = SessionTests.server(fake.port)
            server.host = host
            server.addresses = .publicOnly
            guard case .failed(.deferred(let evidence)) = try await SMTPConnection.open(to: server) else {
                Issue.record("not refused")
                return
            }
            #expect(evidence.stage == .connect)
            #expect(evidence.cause == .addressRefused || host == "::1" && evidence.cause == .unreachable)
            #expect(fake.heard.isEmpty)
        }
    }
}
