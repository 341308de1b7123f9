import Mail
import Testing
import Texts

@Suite("Amounts, days and variables")
struct FormattingTests {
    /// `_` stands for a space that does not break, `~` for a narrow one.
    static let amounts: [(amount: String, currency: String, nl: String, fr: String, en: String, es: String)] = [
        ("1234.5", "EUR", "€_1.234,50", "1~234,50_€", "€1,234.50", "1234,50_€"),
        ("12345.50", "EUR", "€_12.345,50", "12~345,50_€", "€12,345.50", "12.345,50_€"),
        ("1234567.89", "EUR", "€_1.234.567,89", "1~234~567,89_€", "€1,234,567.89", "1.234.567,89_€"),
        ("0", "EUR", "€_0,00", "0,00_€", "€0.00", "0,00_€"),
        ("-121.00", "EUR", "€_-121,00", "-121,00_€", "-€121.00", "-121,00_€"),
        ("-0.00", "EUR", "€_0,00", "0,00_€", "€0.00", "0,00_€"),
        ("999.999", "EUR", "€_999,999", "999,999_€", "€999.999", "999,999_€"),
        ("007.10", "EUR", "€_7,10", "7,10_€", "€7.10", "7,10_€"),
        ("100.500000", "EUR", "€_100,50", "100,50_€", "€100.50", "100,50_€"),
        ("1500", "JPY", "JPY_1.500", "1~500_JPY", "JPY_1,500", "1500_JPY"),
        ("1.2345", "KWD", "KWD_1,2345", "1,2345_KWD", "KWD_1.2345", "1,2345_KWD"),
        ("99.9", "GBP", "£_99,90", "99,90_£GB", "£99.90", "99,90_GBP"),
        ("99.9", "USD", "US$_99,90", "99,90_$US", "US$99.90", "99,90_US$"),
        ("99.9", "CHF", "CHF_99,90", "99,90_CHF", "CHF_99.90", "99,90_CHF"),
        (
            "999999999999999.999999", "SEK", "SEK_999.999.999.999.999,999999", "999~999~999~999~999,999999_SEK",
            "SEK_999,999,999,999,999.999999", "999.999.999.999.999,999999_SEK"
        ),
    ]

    @Test(arguments: amounts)
    func `an amount is written as readers of each language write it`(
        _ row: (amount: String, currency: String, nl: String, fr: String, en: String, es: String)
    ) throws {
        let money = Money(amount: try #require(DecimalText(row.amount)), currency: row.currency)
        func format(_ language: StatusLanguage) -> String {
            MoneyText.format(money, in: language).replacing("\u{A0}", with: "_").replacing("\u{202F}", with: "~")
        }
        #expect(format(.dutch) == row.nl)
        #expect(format(.french) == row.fr)
        #expect(format(.english) == row.en)
        #expect(format(.spanish) == row.es)
    }

    @Test(arguments: [
        ("2026-11-21", "21 november 2026", "21 novembre 2026", "21 November 2026", "21 de noviembre de 2026"),
        ("2026-01-01", "1 januari 2026", "1er janvier 2026", "1 January 2026", "1 de enero de 2026"),
        ("2026-08-09", "9 augustus 2026", "9 août 2026", "9 August 2026", "9 de agosto de 2026"),
        ("2026-13-01", "2026-13-01", "2026-13-01", "2026-13-01", "2026-13-01"),
        ("soon", "soon", "soon", "soon", "soon"),
    ])
    func `a day is written in words`(day: String, nl: String, fr: String, en: String, es: String) {
        #expect(
            [StatusLanguage.dutch, .french, .english, .spanish].map { DayText.format(day, in: $0) } == [nl, fr, en, es]
        )
    }

    @Test(arguments: [
        ("nl", StatusLanguage.dutch), ("nl-BE", .dutch), ("FR_fr", .french), ("en", .english), ("es-419", .spanish),
        ("de", nil), ("", nil), ("-", nil), ("nld", nil),
    ])
    func `a language is found by its tag`(tag: String, language: StatusLanguage?) {
        #expect(StatusLanguage(tag: tag) == language)
    }
}
