import Reports
import Testing

/// Answers that no person wrote just now are told, and are never a failure.
struct AutomaticReplyTests {
    @Test(
        arguments: [
            ("Automatic reply: Invoice", "I am out of the office until Monday."),
            ("Out of Office: Invoice", "Your mail was not delivered to anyone else; ask support@example.nl."),
            ("Automatisch antwoord: Factuur", "Ik ben afwezig tot maandag."),
            ("Afwezig: Factuur", "Ik ben met vakantie."),
            ("Automatische Antwort: Rechnung", "Ich bin nicht im Büro."),
            ("Abwesenheitsnotiz: Rechnung", "Ich bin im Urlaub."),
            ("Réponse automatique : Facture", "Je suis absent du bureau."),
            ("Respuesta automática: Factura", "Estoy de vacaciones."),
            ("Re: Automatic reply: Invoice", "Away."),
        ]
    )
    func `an out of office note is an automatic reply by its subject`(subject: String, text: String) {
        let headers = "From: customer@example.nl\nTo: billing@example.com\nIn-Reply-To: <invoice-1@example.com>"
        for more in ["", "\nReturn-Path: <>", "\nAuto-Submitted: auto-replied"] {
            let report = explained(textMail(headers + "\nSubject: \(subject)" + more, text))
            #expect(report.kind == .autoReply)
            #expect(report.recipients.map(\.reportClass) == [.autoReply])
            #expect(report.recipients.map(\.address) == ["customer@example.nl"])
            #expect(report.messageIDs == ["invoice-1@example.com"])
        }
    }

    @Test(
        arguments: [
            "Auto-Submitted: auto-replied", "Auto-Submitted: auto-replied (vacation)", "X-Autoreply: yes",
            "Precedence: auto_reply", "X-Autorespond: x", "Return-Path: <>",
        ]
    )
    func `a header alone tells it`(header: String) {
        let mail = textMail(
            "From: a@example.nl\nTo: b@example.com\nSubject: Re: Invoice\n\(header)",
            "Ik ben afwezig. Mail collega@example.nl als de mailbox full is."
        )
        #expect(explained(mail).kind == .autoReply)
    }

    @Test(
        arguments: [
            ("Re: Invoice", "Thank you, the invoice could not be delivered to my colleague@example.nl before."),
            ("Undeliverable goods", "The parcel was returned to sender. Ask shop@example.nl."),
            ("Holiday plans", "I will be out of office next week."),
            ("Re: Mail delivery failed", "> 550 5.1.1 <x@example.nl>: User unknown\n\nIt failed again."),
        ]
    )
    func `a person's mail is no report`(subject: String, text: String) {
        let mail = textMail("From: Customer <customer@example.nl>\nTo: billing@example.com\nSubject: \(subject)", text)
        #expect(explained(mail).kind == .notAReport)
    }

    @Test func `a mail system's report stays a bounce although it says auto-replied`() {
        let group = "Final-Recipient: rfc822; a@example.nl\nAction: failed\nStatus: 5.1.1"
        #expect(explained(statusReport([group], headers: "Auto-Submitted: auto-replied")).kind == .bounce)
    }
}
