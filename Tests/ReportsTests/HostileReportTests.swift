import Reports
import SeededNumbers
import Testing

/// Whatever comes in, an explanation comes out.
@Suite(.timeLimit(.minutes(5)))
struct HostileReportTests {
    private static let seeds: [[UInt8]] = [
        statusReport([
            "Final-Recipient: rfc822; a@example.nl\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no",
            "Final-Recipient: rfc822; b@example.nl\nAction: delayed\nStatus: 4.0.0",
        ]),
        wordedReport("The following address(es) failed:\n\n  a@example.nl\n    550 5.1.1 User unknown\n\n--- Below"),
        textMail("From: a@example.nl\nAuto-Submitted: auto-replied\nSubject: Away", "I am away."),
        textMail(
            "From: <>\nSubject: Notice",
            "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[]}}"
        ),
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<UInt64(200))
    func `a changed report never breaks the parser`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let corpus = ReportCorpus.found?.sample(seed: seed)
        var mail = corpus ?? Self.seeds[Int(seed) % Self.seeds.count]
        mutate(&mail, with: &random)
        check(explainReport(mail))
    }

    @Test(
        arguments: [
            "", "\n", "From ", "From x\n", ":", "\u{0}", "--\n--\n--\n",
            "Content-Type: multipart/report; boundary=\n\n",
            String(repeating: "<a@", count: 50_000), String(repeating: "@", count: 200_000),
            "From: MAILER-DAEMON\n\n" + String(repeating: "a@example.nl\n", count: 20_000),
            "From: MAILER-DAEMON\nSubject: failure notice\n\n"
                + (0..<20_000).map { "a\($0)@example.nl: 550 user" }.joined(separator: "\n"),
            "From: <>\n\n{\"notificationType\":" + String(repeating: "[{", count: 50_000),
            "Content-Type: text/html\n\n" + String(repeating: "<div ", count: 50_000),
            String(repeating: "X: y\n", count: 100_000),
            "From: <>\nSubject: delivery failed\n\n" + String(repeating: "550-5.1.1 ", count: 50_000),
            "From: <>\nContent-Type: message/delivery-status\n\n"
                + String(repeating: "Final-Recipient: rfc822; a@example.nl\n\n", count: 20_000),
        ]
    )
    func `a mail made to hurt is answered`(mail: String) {
        check(explained(mail))
    }

    /// What holds for every explanation.
    private func check(_ report: ReportExplanation) {
        #expect(report.recipients.count <= 1000)
        #expect(report.recipients.allSatisfy { $0.quote.utf8.count <= 1000 && $0.address.utf8.count <= 600 })
        #expect(report.kind != .bounce || report.recipients.contains { $0.action == .failed })
        #expect(report.kind != .delay || report.recipients.allSatisfy { $0.failureClass == nil })
        #expect(report.kind != .autoReply || report.recipients.allSatisfy { $0.reportClass == .autoReply })
    }

    /// Flips, drops, doubles and moves bytes and lines.
    private func mutate(_ mail: inout [UInt8], with random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...12, using: &random) where !mail.isEmpty {
            let start = Int.random(in: 0..<mail.count, using: &random)
            let end = min(mail.count, start + Int.random(in: 1...200, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: mail[start] = .random(in: 0...255, using: &random)
            case 1: mail.removeSubrange(start..<end)
            case 2: mail.insert(contentsOf: mail[start..<end], at: Int.random(in: 0...mail.count, using: &random))
            case 3: mail.removeSubrange(start...)
            case 4: mail.insert(contentsOf: Array("\n\n--edge\n@<>;:\"".utf8).shuffled(using: &random), at: start)
            default: mail[start] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
        }
    }
}
