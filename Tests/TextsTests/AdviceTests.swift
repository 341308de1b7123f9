import Mail
import Testing
import Texts

@Suite("Advice before sending")
struct AdviceTests {
    private static let fine = """
        Dear Example BV,

        Please find our invoice with this mail, for the work that we did in your office last week, as agreed by phone.
        We would be grateful for your payment within two weeks. See https://www.example.nl/terms for our terms.
        """

    private static func mail(_ change: (inout AdviceCheck) -> Void = { _ in }) -> AdviceCheck {
        var mail = AdviceCheck(
            subject: "Invoice 2026-12 from Example Ltd",
            text: fine,
            ownDomains: ["example.nl"],
            clientName: "Example BV",
            companyName: "Example Ltd",
            fileSizes: [50_000],
            hasDocument: true
        )
        change(&mail)
        return mail
    }

    /// Each change makes one thing worse.
    private static let cases: [(advice: String, mail: AdviceCheck)] = [
        ("", mail()),
        ("capitals subject", mail { $0.subject = "INVOICE 2026-12" }),
        ("capitals text", mail { $0.text += "\nPLEASE PAY TODAY" }),
        ("", mail { $0.text += "\nIBAN NL00BANK0123456789" }),
        ("", mail { ($0.clientName, $0.text) = ("EXAMPLE STORES", fine + " EXAMPLE STORES") }),
        ("exclamation_marks subject", mail { $0.subject += "!" }),
        ("exclamation_marks text", mail { $0.text += "\nPay now!!" }),
        ("exclamation_marks text", mail { $0.text += "\nOne! Two! Three!" }),
        ("", mail { $0.text += "\nThank you!" }),
        ("foreign_link text", mail { $0.text += "\nhttps://tracker.example.org/x" }),
        ("foreign_link text", mail { $0.text += "\nSee www.example.org." }),
        ("foreign_link text", mail { $0.text += "\nhttps://example.nl@evil.example.org/" }),
        ("foreign_link text", mail { $0.text += "\nhttps://badexample.nl/" }),
        ("", mail { $0.text += "\nHTTPS://Pay.Example.NL:8443/x?a=https://x" }),
        ("foreign_link html", mail { $0.html = "<a href='https://example.org'>Example BV</a>" }),
        (
            "foreign_link text",
            mail {
                $0.text += "\nhttps://example.org"
                $0.html = "Example BV <a href='https://example.org'>https://example.org</a>"
            }
        ),
        ("", mail { $0.html = "<a href='https://example.nl'>Example BV</a><img src='https://example.org/x'>" }),
        ("little_text text", mail { $0.text = "Dear Example BV,\nhere it is." }),
        ("no_name text", mail { $0.clientName = "Another name" }),
        ("no_name text", mail { $0.clientName = nil }),
        ("", mail { ($0.clientName, $0.hasDocument, $0.fileSizes) = (nil, false, []) }),
        ("no_file attachments", mail { $0.fileSizes = [] }),
        ("large_attachments attachments", mail { $0.fileSizes = [3_000_000, 2_000_001] }),
    ]

    @Test
    func `each thing that lets mails end as spam is advised against, and nothing else is`() {
        for (expected, mail) in Self.cases {
            let advice = mail.advice.map { "\($0.code) \($0.field)" }.joined(separator: ", ")
            #expect(advice == expected, "\(mail)")
            #expect(mail.advice.allSatisfy { $0.words.hasSuffix(".") })
        }
    }
}
