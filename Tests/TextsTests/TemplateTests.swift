import Mail
import Testing
import Texts

@Suite("Texts with variables")
struct TemplateTests {
    static let document = Document(
        id: "1",
        type: .invoice,
        number: "2026-12",
        customer: Customer(id: "C-7", name: "<Bakker> & Zn"),
        total: DecimalText("121.00").map { Money(amount: $0, currency: "EUR") },
        issuedOn: "2026-11-21",
        dueOn: "2026-12-05"
    )

    private func values(_ document: Document? = document, _ language: StatusLanguage = .english) -> TextValues {
        TextValues(document: document, clientName: nil, companyName: "Example Ltd", language: language)
    }

    @Test(arguments: [
        ("%document-number%", "2026-12"), ("%Document-type% %document-number%", "Invoice 2026-12"),
        ("%client-name%, %client-number%", "<Bakker> & Zn, C-7"), ("50% of %amount%", "50% of €121.00"),
        ("%%document-number%%", "%2026-12%"), ("%percent%document-number%percent%", "%document-number%"),
        ("100%", "100%"), ("%", "%"), ("% amount %", "% amount %"), ("%unknown% %amount%", "%unknown% €121.00"),
        ("a%20b%20c", "a%20b%20c"), ("%document-number%amount%", "2026-12amount%"), ("", ""),
        ("%due-date% and %issue-date%", "5 December 2026 and 21 November 2026"),
    ])
    func `variables are replaced, and other percent signs stay`(template: String, text: String) {
        #expect(TextTemplate(template).text(values()).text == text)
    }

    @Test
    func `a line whose variable has no value is left out, and no gap stays`() {
        var document = Self.document
        (document.total, document.dueOn) = (nil, nil)
        let text = TextTemplate("A\n\nTotal: %amount%\nDue: %due-date%\n\nB %document-number%\nC").text(
            values(document)
        )
        #expect(text.text == "A\n\nB 2026-12\nC")
        #expect(text.missing == [.amount, .dueDate])
        #expect(TextTemplate("Pay %amount% for %document-number%").line(values(document)).text == "Pay for 2026-12")
        #expect(TextTemplate("<p>%amount%</p>").html(values(document)).text == "<p></p>")
    }

    @Test
    func `nobody is asked to pay by a day what is paid`() {
        var document = Self.document
        document.paid = true
        #expect(TextTemplate("%due-date%").text(values(document)).missing == [.dueDate])
    }

    @Test
    func `values are escaped in HTML`() {
        let html = TextTemplate("<p title=\"%client-name%\">%client-name%</p>").html(values()).text
        #expect(html == "<p title=\"&lt;Bakker&gt; &amp; Zn\">&lt;Bakker&gt; &amp; Zn</p>")
    }

    @Test(arguments: [
        ("%document-nummer%", "document-number"), ("%clientname%", "client-name"), ("%ammount%", "amount"),
        ("%invoice_number%", nil), ("%due_date%", "due-date"), ("%xyzzy%", nil), ("%date%", "due-date"),
        ("Dear %client%", "client-name"),
    ])
    func `an unknown variable is an error that names the nearest known one`(template: String, nearest: String?) throws {
        let error = #expect(throws: TextTemplateError.self) { try TextTemplate(template).check() }
        let words = try #require(error).description
        if let nearest { #expect(words.contains("Did you mean %\(nearest)%?"), "\(words)") }
        #expect(words.contains("%document-number%"))
    }

    @Test
    func `every built-in text is whole in all languages, and no variable in it is unknown`() throws {
        for language in StatusLanguage.allCases {
            for type in DocumentType.allCases {
                let pair = TextPair.builtIn(type, in: language)
                try TextTemplate(pair.subject).check()
                try TextTemplate(pair.text).check()
                var document = Self.document
                document.type = type
                let values = values(document, language)
                let text = TextTemplate(pair.text).text(values)
                #expect(text.missing.isEmpty && text.unknown.isEmpty)
                #expect(text.text.contains("2026-12") && text.text.hasSuffix("Example Ltd\n"))
                #expect(!text.text.contains("%") && !text.text.contains("\n\n\n"))
                let subject = TextTemplate(pair.subject).line(values).text
                #expect(subject.hasPrefix(language.noun(type).prefix(1).uppercased()))
                let bare = Document(id: "1", type: type, number: "2026-12")
                let short = TextTemplate(pair.text).text(
                    TextValues(document: bare, clientName: nil, companyName: "Example Ltd", language: language)
                )
                #expect(!short.text.contains("\n\n\n") && short.text.contains("2026-12"), "\(language) \(type)")
                let advice = AdviceCheck(
                    subject: subject,
                    text: text.text,
                    ownDomains: ["example.com"],
                    clientName: "<Bakker> & Zn",
                    companyName: "Example Ltd",
                    fileSizes: [1000],
                    hasDocument: true
                ).advice
                #expect(advice.isEmpty, "\(language) \(type) \(advice)")
            }
        }
    }
}
