import Foundation
import Testing

@Suite(
    "Sending from an own domain",
    .enabled(
        if: NameServer.isAvailable && PostfixServer.isAvailable && SignatureCheck.isAvailable,
        "needs nsd, Postfix, dkimpy"
    )
)
struct OwnDomainTests {
    /// The kind whose three mails are seen here.
    static let kind = "own-domain"

    private struct Check: Decodable {
        struct Record: Decodable {
            struct Expected: Decodable {
                var name: String
                var type: String
                var value: String
                var zoneText: String?
            }
            var kind: String
            var name: String
            var verdict: String
            var expected: Expected?
        }
        var isActive: Bool?
        var selectors: [String]
        var passesDMARC: Bool?
        var checks: [Record]

        func verdicts(_ kind: String) -> [String] { checks.filter { $0.kind == kind }.map(\.verdict) }
    }

    private static let good = """
        @ MX 10 mail
        mail A 127.0.0.1
        @ TXT "v=spf1 ip4:192.0.2.1 -all"
        _dmarc TXT "v=DMARC1; p=reject; adkim=s"
        """
    private static let message = """
        {"to":[{"address":"klant@example.test"}],"cc":[{"address":"kopie@example.test"}],
        "archive":[{"address":"archief@example.test"}],"subject":"Factuur №1 – één regel","text":"Beste klant,\\n\\n.punt  \\n",
        "method":"own-domain","attachments":[{"name":"a.bin","content":"\(Data(repeating: 7, count: 5000).base64EncodedString())"}]}
        """

    @Test(.timeLimit(.minutes(5)))
    func `a domain is set up, checked, activated, and its mail verifies`() async throws {
        try await withScratchFolder { data in
            try await PostfixServer.run { relay in
                let port = try freePort()
                let environment = [
                    "POSTBOEK_RELAY_HOST": "localhost", "POSTBOEK_RELAY_PORT": "\(relay.plainPort)",
                    "POSTBOEK_RELAY_SECURITY": "none", "POSTBOEK_DNS_SERVERS": "127.0.0.1:\(port)",
                    "POSTBOEK_DOMAIN_SPF": "ip4:192.0.2.1", "POSTBOEK_DKIM_SELECTOR_PREFIX": "test",
                ]
                let service = try await RunningService.start(data: data, environment: environment)
                do {
                    try await walk(service, relay, port: port)
                    await service.stop()
                } catch {
                    await service.stop()
                    throw error
                }
            }
        }
    }

    private func walk(_ service: RunningService, _ relay: PostfixServer, port: Int) async throws {
        let set = try await service.call(
            "PUT",
            "/v1/settings/methods/own-domain",
            json: #"{"from":"facturen@own.test","fromName":"Acme & Zonen"}"#
        )
        #expect(set.status == 200, "\(set.text)")
        let unpublished = try await NameServer.run(zone: "own.test", port: port, records: Self.good) { _ in
            try await waitForDNS(service)
            return try await check(service)
        }
        #expect(unpublished.isActive == false)
        #expect(unpublished.verdicts("dkim") == ["missing", "missing"])
        #expect(unpublished.verdicts("spf") == ["ok"])
        #expect(unpublished.passesDMARC == true, "SPF counts, since the envelope names the domain itself")

        let refused = try await service.call("POST", "/v1/messages", json: Self.message)
        #expect(refused.status == 422)
        #expect(refused.text.contains("_domainkey.own.test TXT v=DKIM1; k=rsa; p="), "\(refused.text)")

        let expected = unpublished.checks.compactMap(\.expected).filter { $0.name.contains("_domainkey") }
        let keys = expected.map { "\($0.name). \($0.type) \($0.zoneText ?? "")" }.joined(separator: "\n")
        try await NameServer.run(zone: "own.test", port: port, records: "\(Self.good)\n\(keys)") { _ in
            try await waitForDNS(service)
            let published = try await check(service)
            #expect(published.isActive == true)
            #expect(published.verdicts("dkim") == ["ok", "ok"])
            #expect(published.verdicts("dmarc") == ["ok"])
            #expect(published.selectors.count == 2)
            try await checkCommand(service)
        }
        let last = try await service.call("GET", "/v1/settings/methods/own-domain/check")
        #expect(try last.json(as: Check.self).isActive == true)

        let sent = try await service.call("POST", "/v1/messages", json: Self.message)
        #expect(sent.status == 202, "\(sent.text)")
        let mails = try await relay.deliveredMails(count: 3)
        let table = Dictionary(uniqueKeysWithValues: expected.map { ("\($0.name).", $0.value) })
        let verdicts = try await SignatureCheck.verdicts(on: mails, records: table)
        #expect(
            verdicts == Array(repeating: [true, true], count: 3),
            "to, copy and archive are three mails, each signed"
        )
        var recipients: Set<String> = []
        for path in mails {
            let mail = try await ReadMail.read(path)
            #expect(mail.headers["From"] == "Acme & Zonen <facturen@own.test>")
            #expect(mail.headers["To"] == "klant@example.test")
            recipients.insert(mail.headers["Delivered-To"] ?? "")
        }
        #expect(recipients == ["klant@example.test", "kopie@example.test", "archief@example.test"])

        let events = try await service.call("GET", "/v1/events?limit=200")
        #expect(
            events.text.components(separatedBy: #""domain.checked""#).count == 3,
            "one when it was new, one when it healed"
        )
        try await rotate(service)
    }

    /// New keys are made beside those that sign, and sign only when they are published.
    private func rotate(_ service: RunningService) async throws {
        let before = try await service.call("GET", "/v1/settings/methods/own-domain/check").json(as: Check.self)
        let answer = try await service.call("POST", "/v1/settings/methods/own-domain/new-keys")
        #expect(answer.status == 200, "\(answer.text)")
        let after = try answer.json(as: Check.self)
        #expect(after.selectors == before.selectors, "name servers are silent now, so that nothing changes")
        #expect(after.verdicts("dkim") == ["unknown", "unknown", "unknown", "unknown"])
    }

    private func check(_ service: RunningService) async throws -> Check {
        let answer = try await service.call("POST", "/v1/settings/methods/own-domain/check")
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    private func checkCommand(_ service: RunningService) async throws {
        let place = ["--url", service.url, "--key", service.accessKey]
        let words = try await FinishedCommand.run("postboek", ["method", "check", "own-domain"] + place)
        #expect(words.code == 0, "\(words.errors)")
        #expect(words.output.contains("Active: mails are signed with"))
        let other = try await FinishedCommand.run("postboek", ["domain", "check", "www.own.test", "--json"] + place)
        #expect(try other.json(as: Check.self).verdicts("mx") == ["missing"], "\(other.errors)")
    }

    private func waitForDNS(_ service: RunningService) async throws {
        for _ in 0..<100 {
            let answer = try await service.call(
                "POST",
                "/v1/domain-checks",
                json: #"{"domain":"ns.own.test","method":"smtp"}"#
            )
            if try answer.json(as: Check.self).verdicts("mx") != ["unknown"] { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure("the name server did not start")
    }
}

/// What dkimpy says of mails that were delivered.
enum SignatureCheck {
    private static let python = "/usr/bin/python3"

    /// Whether the program is here.
    static var isAvailable: Bool {
        FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/dkim")
            && FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/nacl")
    }

    /// Whether each signature of each mail holds, with the keys of a table in place of DNS.
    static func verdicts(on files: [String], records: [String: String]) async throws -> [[Bool]] {
        let table = String(decoding: try JSONEncoder().encode(records), as: UTF8.self)
        let run = try await FinishedCommand.run(program: python, ["-c", script, table] + files)
        guard run.code == 0 else { throw ServerFailure("dkimpy: \(run.errors)") }
        return try run.json()
    }

    private static let script = """
        import dkim, json, sys
        table = json.loads(sys.argv[1])
        find = lambda name, timeout=5: table.get(name.decode() if isinstance(name, bytes) else name, "").encode()
        def verdicts(path):
            mail = open(path, "rb").read()
            head = mail.replace(b"\\r\\n", b"\\n").split(b"\\n\\n")[0]
            count = head.count(b"DKIM-Signature:")
            return [bool(dkim.DKIM(mail).verify(idx=n, dnsfunc=find)) for n in range(count)]
        print(json.dumps([verdicts(path) for path in sys.argv[2:]]))
        """
}
