import MIME
import Mail

/// How the text of a mail is dressed as HTML.
package enum MailLayout: Hashable, Sendable {
    /// A light page with the company's name or logo above the text.
    case standard
    /// None: the mail is plain text.
    case none
    /// The organization's own HTML, checked by ``LayoutCheck``.
    case own(String)

    /// The HTML of a mail; nil for a mail of plain text alone.
    ///
    /// - Parameters:
    ///   - text: The rendered text.
    ///   - subject: The rendered subject.
    ///   - values: What the variables of an own layout stand for.
    ///   - logo: The picture above the text; nil for none.
    /// - Returns: A whole HTML document.
    package func html(text: String, subject: String, values: TextValues, logo: Logo?) -> String? {
        let paragraphs = htmlParagraphs(fromPlainText: text)
        switch self {
        case .none: return nil
        case .own(let html):
            let parts = html.split(separator: LayoutCheck.slot, maxSplits: 1, omittingEmptySubsequences: false)
            let dressed = parts.map { TextTemplate(String($0)).html(values).text }
            return dressed.joined(separator: paragraphs)
        case .standard:
            return Self.page(paragraphs: paragraphs, subject: subject, values: values, logo: logo)
        }
    }

    private static func page(paragraphs: String, subject: String, values: TextValues, logo: Logo?) -> String {
        let company = escapedHTML(values[.companyName] ?? "")
        let head = logo.map { logo in
            """
            <img src="cid:\(escapedHTML(logo.contentID))" alt="\(company)" width="\(logo.shownWidth)" \
            height="\(logo.shownHeight)" style="display:block;border:0;max-width:100%;height:auto">
            """
        }
        let font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
        return """
            <!DOCTYPE html>
            <html lang="\(values.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <title>\(escapedHTML(subject))</title>
            </head>
            <body style="margin:0;padding:0;background:#f3f5f8">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f5f8">
            <tr><td align="center" style="padding:28px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
            style="max-width:600px;background:#ffffff;border:1px solid #dfe4ea;border-radius:8px">
            <tr><td style="padding:26px 32px 18px;border-bottom:1px solid #e8ecf1;\(font);font-size:18px;line-height:1.3;\
            font-weight:600;color:#1c2733">\(head ?? company)</td></tr>
            <tr><td style="padding:24px 32px 12px;\(font);font-size:15px;line-height:1.6;color:#1f2933">
            \(paragraphs)
            </td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>

            """
    }
}
