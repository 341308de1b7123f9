import Foundation
import Testing

@Suite("TLS of the real service")
struct TLSTests {
    private struct Found: Decodable {
        var status: Int
        var version: String
        var strictTransport: String?
        var first: String
        var plain: Bool
        var old: Bool
        var mismatched: String
        var second: String
        var kept: Int
        var keptSerial: String
    }

    /// Makes an authority, and certificates by it, with openssl.
    private struct Authority {
        let folder: String
        var file: String { "\(folder)/authority.pem" }

        init(_ folder: String) async throws {
            self.folder = folder
            try await Self.openssl([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=Test authority", "-keyout", "\(folder)/authority.key", "-out", "\(folder)/authority.pem",
            ])
        }

        /// Makes a certificate of `localhost` with a key.
        func issue(_ name: String) async throws {
            let names = "\(folder)/\(name).ext"
            try "subjectAltName=DNS:localhost,IP:127.0.0.1\n".write(toFile: names, atomically: true, encoding: .utf8)
            try await Self.openssl([
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
                "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).csr",
            ])
            try await Self.openssl([
                "x509", "-req", "-days", "2", "-in", "\(folder)/\(name).csr", "-CA", file, "-CAkey",
                "\(folder)/authority.key", "-CAcreateserial", "-extfile", names, "-out", "\(folder)/\(name).pem",
            ])
        }

        private static func openssl(_ arguments: [String]) async throws {
            let done = try await FinishedCommand.run(program: "/usr/bin/openssl", arguments)
            guard done.code == 0 else { throw Failed(words: done.errors) }
        }
    }

    private struct Failed: Error {
        let words: String
    }

    @Test
    func `it is spoken from version 1.2 on, and a renewed certificate is taken without ending a connection`()
        async throws
    {
        try await withScratchFolder { scratch in
            let authority = try await Authority(scratch)
            try await authority.issue("first")
            try await authority.issue("second")
            let tls = ["--tls-certificate", "\(scratch)/first.pem", "--tls-key", "\(scratch)/first.key"]
            try await RunningService.run(data: "\(scratch)/data", arguments: tls) { service in
                #expect(service.url.hasPrefix("https://127.0.0.1:"))
                let port = try #require(service.url.split(separator: ":").last.map(String.init))
                let script = Binary.packageFolder.appending(path: "Tests/EndToEnd/check_tls.py").path
                let done = try await FinishedCommand.run(
                    program: "/usr/bin/python3",
                    [
                        script, port, authority.file, "\(scratch)/first.pem", "\(scratch)/first.key",
                        "\(scratch)/second.pem", "\(scratch)/second.key", String(service.process.processIdentifier),
                    ]
                )
                #expect(done.code == 0, "\(done.errors)")
                let found: Found = try done.json()
                #expect(found.status == 200 && ["TLSv1.2", "TLSv1.3"].contains(found.version))
                #expect(found.strictTransport == "max-age=31536000")
                #expect(!found.plain && !found.old)
                #expect(found.mismatched == found.first)
                #expect(found.second != found.first)
                #expect(found.kept == 200 && found.keptSerial == found.first)
            }
        }
    }

    @Test
    func `files that cannot be used stop the start with a reason`() async throws {
        try await withScratchFolder { scratch in
            let authority = try await Authority(scratch)
            try await authority.issue("first")
            try await authority.issue("second")
            try "nothing".write(toFile: "\(scratch)/empty.pem", atomically: true, encoding: .utf8)
            for (certificate, key, words) in [
                ("missing.pem", "first.key", "missing.pem does not exist"),
                ("empty.pem", "first.key", "empty.pem holds no certificate"),
                ("first.pem", "empty.pem", "empty.pem holds no private key"),
                ("first.pem", "second.key", "second.key does not belong to the first certificate"),
            ] {
                let done = try await FinishedCommand.run(
                    "postboek",
                    [
                        "serve", "--data", "\(scratch)/data", "--port", "0", "--tls-certificate",
                        "\(scratch)/\(certificate)", "--tls-key", "\(scratch)/\(key)",
                    ]
                )
                #expect(done.code != 0)
                #expect(done.errors.contains(words), "\(done.errors)")
            }
            let half = try await FinishedCommand.run(
                "postboek",
                ["serve", "--data", "\(scratch)/data", "--port", "0", "--tls-key", "\(scratch)/first.key"]
            )
            #expect(half.errors.contains("belong together"), "\(half.errors)")
        }
    }

    private struct Spoken: Decodable {
        var offered: Bool
        var version: String
        var unGreeted: Int
        var offeredAgain: Bool
        var again: Int
        var recipient: Int
        var secured: Int
        var plain: Int
        var injected: [[String]]
    }

    @Test
    func `mail servers that bring reports may begin it, and nothing said before counts`() async throws {
        try await withScratchFolder { scratch in
            let authority = try await Authority(scratch)
            try await authority.issue("first")
            let report = """
                From: mailer-daemon@mx.example.net\r\nTo: b@bounce.test\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r
                Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r
                Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r
                Final-Recipient: rfc822; nobody@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n
                """
            try report.write(toFile: "\(scratch)/report.eml", atomically: true, encoding: .utf8)
            let port = try freePort()
            let arguments = [
                "--report-listen", "127.0.0.1:\(port)", "--report-speech", "smtp", "--report-domains", "bounce.test",
                "--report-tls-certificate", "\(scratch)/first.pem", "--report-tls-key", "\(scratch)/first.key",
            ]
            try await RunningService.run(data: "\(scratch)/data", arguments: arguments) { service in
                #expect(service.url.hasPrefix("http://"))
                let script = Binary.packageFolder.appending(path: "Tests/EndToEnd/check_starttls.py").path
                let done = try await FinishedCommand.run(
                    program: "/usr/bin/python3",
                    [script, "\(port)", authority.file, "\(scratch)/report.eml"],
                    within: .seconds(60)
                )
                #expect(done.code == 0, "\(done.errors)")
                let found: Spoken = try done.json()
                #expect(found.offered && !found.offeredAgain)
                #expect(["TLSv1.2", "TLSv1.3"].contains(found.version))
                #expect(found.unGreeted == 503 && found.again == 503)
                #expect(found.recipient == 250 && found.secured == 250 && found.plain == 250)
                // Had the injected sender counted, the recipient would be taken.
                #expect(found.injected == Array(repeating: ["220", "250", "503"], count: 4))
            }
        }
    }
}
