import Foundation
import Testing

@testable import DKIM

@Suite(.enabled(if: PythonVerifier.isPresent, "dkimpy is not installed"))
struct VerifiedTests {
    private static func keys() throws -> [DKIMKey] {
        [try .generate(.rsa, selector: "pb2026a"), try .generate(.ed25519, selector: "pb2026b")]
    }

    private static func signed(_ mail: [UInt8], _ keys: [DKIMKey]) throws -> [UInt8] {
        try DKIMSigner(domain: "example.com", keys: keys).signatureFields(for: mail, at: 1_700_000_000) + mail
    }

    @Test func `dkimpy verifies both signatures of two hundred varied mails`() throws {
        let keys = try Self.keys()
        var varied = VariedMails()
        let mails = try varied.all().map { mail in try Self.signed(mail, keys) }
        #expect(mails.count == 200)
        let verdicts = try PythonVerifier(keys: keys, domain: "example.com").verdicts(on: mails)
        #expect(verdicts.count == mails.count)
        for (index, verdict) in verdicts.enumerated() { #expect(verdict == [true, true], "mail \(index)") }
    }

    @Test func `any byte of a signed header or of the body that is changed breaks both signatures`() throws {
        let keys = try Self.keys()
        let mails = [
            "From: Acme <a@example.com>\r\nTo: b@example.nl\r\nSubject: a\r\n b\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n\r\nhello\r\n\r\nworld\r\n",
            "From: a@example.com\r\nContent-Type: text/plain\r\nMIME-Version: 1.0\r\nMessage-ID: <1@example.com>\r\n\r\n.\r\n",
        ]
        let signed = try mails.map { mail in try Self.signed(Array(mail.utf8), keys) }
        let verifier = PythonVerifier(keys: keys, domain: "example.com")
        #expect(try verifier.verdicts(on: signed) == [[true, true], [true, true]])
        #expect(try verifier.survivors(of: signed) == [[], []])
    }

    @Test(arguments: [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "References", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    ])
    func `a header of a signed name that is added on the way breaks both signatures`(name: String) throws {
        let keys = try Self.keys()
        let mail = Array("From: a@example.com\r\nTo: b@example.nl\r\nSubject: a\r\n\r\nhello\r\n".utf8)
        let signed = try Self.signed(mail, keys)
        let added = Array("\(name): b@example.org\r\n".utf8)
        let verdicts = try PythonVerifier(keys: keys, domain: "example.com")
            .verdicts(on: [added + signed, Array("X-Added: x\r\n".utf8) + signed])
        #expect(verdicts == [[false, false], [true, true]])
    }

    @Test func `the signature's lines have at most 76 columns, and no length limits the body`() throws {
        let keys = try Self.keys()
        let mail = Array("From: a@example.com\r\n\r\nhello\r\n".utf8)
        let fields = try DKIMSigner(domain: "een-lang-domein.example.com", keys: keys).signatureFields(for: mail, at: 5)
        let text = String(decoding: fields, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines.count { $0.hasPrefix("DKIM-Signature:") } == 2)
        #expect(text.contains("c=relaxed/relaxed;") && text.contains("t=5;") && !text.contains("l="))
        #expect(text.contains("a=rsa-sha256;") && text.contains("a=ed25519-sha256;"))
        #expect(text.contains("h=From:From:To:Cc:Subject:"))
    }

    @Test func `a mail of 40 MB is signed`() throws {
        let keys = try Self.keys()
        let line = Array(repeating: UInt8(ascii: "Q"), count: 76) + Array("\r\n".utf8)
        var mail = Array("From: a@example.com\r\n\r\n".utf8)
        mail.reserveCapacity(40_100_000)
        while mail.count < 40_000_000 { mail += line }
        let fields = try DKIMSigner(domain: "example.com", keys: keys).signatureFields(for: mail, at: 5)
        let verdicts = try PythonVerifier(keys: keys, domain: "example.com").verdicts(on: [fields + mail])
        #expect(verdicts == [[true, true]])
    }
}
