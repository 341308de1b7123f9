import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Mail
import Postoffice

/// The page behind the withdrawal link: whole in itself, without a script, and nothing on it leads away.
struct WithdrawalPage: Sendable {
    let language: StatusLanguage
    private let words: TrackingWords

    init(_ language: StatusLanguage) {
        self.language = language
        words = TrackingWords.words(language)
    }

    /// Asks, with a button that sends a POST to the same address.
    var question: Response {
        page(
            """
            <p>\(words.question)</p>
            <form method="post"><button type="submit">\(words.button)</button></form>
            """
        )
    }

    /// Says that it is done.
    var done: Response { page("<p>\(words.done)</p>") }

    /// Says that the link is none.
    var unknown: Response {
        var response = page("<p>\(words.unknown)</p>")
        response.status = .notFound
        return response
    }

    private func page(_ body: String) -> Response {
        let html = """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(words.title)</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <h1>\(words.title)</h1>
            \(body)
            </body>
            </html>

            """
        return Response(html, type: "text/html; charset=utf-8", headers: Self.headers(language))
    }

    private static func headers(_ language: StatusLanguage) -> HTTPFields {
        let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
        return [
            .contentSecurityPolicy: """
            default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
            """,
            .contentLanguage: language.rawValue,
            .vary: "Accept-Language",
            .robots: "noindex",
        ]
    }

    private static let style = """
        body{font:1rem/1.55 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1.2rem;color:#1c2430;\
        background:#fff}h1{font-size:1.4rem}button{font:inherit;padding:.5rem 1rem}\
        @media(prefers-color-scheme:dark){body{background:#14181d;color:#e3e7ec}}
        """
}
