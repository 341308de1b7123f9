import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// A page with a question and a button, for links that people open: whole in itself, no script, no image.
struct ActionPage: Sendable {
    let title: String
    /// HTML; what comes from outside is ``escaped(_:)``.
    let body: String

    /// What is shown for a link that names nothing, or nothing any more.
    static let over = Self(
        title: "This sign-in is over",
        body: "<p>It was used already, or took longer than ten minutes. Begin again.</p>"
    )

    /// The page, with a policy that lets its form go nowhere else.
    func response(status: HTTPResponse.Status) -> Response {
        let hash = Data(SHA256.hash(data: Data(Self.style.utf8))).base64EncodedString()
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>\(title)</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <h1>\(title)</h1>
            \(body)
            </body>
            </html>

            """
        let policy = """
            default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
            """
        var response = Response(html, type: "text/html; charset=utf-8", headers: [.contentSecurityPolicy: policy])
        response.status = status
        return response
    }

    /// Text that may stand between tags and in quoted attributes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private static let style = """
        body{font:1rem/1.55 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.2rem;color:#1c2430;\
        background:#fff}h1{font-size:1.5rem}.quiet{color:#566070}\
        button{font:inherit;padding:.5rem 1.2rem;border:0;border-radius:.3rem;background:#0b5cad;color:#fff}\
        @media(prefers-color-scheme:dark){body{background:#14181d;color:#e3e7ec}.quiet{color:#9aa5b1}}
        """
}
