import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The pages for people: what this is, and which calls there are.
struct Pages: Sendable {
    private let home = Page(title: "Postboek", body: Self.homeBody)
    private let calls = Page(title: "Postboek: the calls", body: CallList.html(OpenAPI.description))

    var endpoints: [Endpoint] {
        [
            .open(.get, "/") { _ in home.response },
            .open(.get, "/docs") { _ in calls.response },
        ]
    }

    /// One page, whole in itself: no script, no image, one style whose hash the policy names.
    private struct Page: Sendable {
        /// Made once: however many connections it waits on, it is in memory once.
        let response: Response

        init(title: String, body: String) {
            let html = """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>\(title)</title>
                <style>\(Pages.style)</style>
                </head>
                <body>
                \(body)
                </body>
                </html>

                """
            let hash = Data(SHA256.hash(data: Data(Pages.style.utf8))).base64EncodedString()
            let policy = """
                default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; \
                frame-ancestors 'none'
                """
            response = Response(html, type: "text/html; charset=utf-8", headers: [.contentSecurityPolicy: policy])
        }
    }

    private static let style = """
        body{font:1rem/1.55 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1.2rem;color:#1c2430;\
        background:#fff}\
        h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin:2.2rem 0 .4rem}a{color:#0b5cad}\
        code{font-family:ui-monospace,monospace;font-size:.92em;background:#eef1f5;padding:.1rem .35rem;border-radius:.2rem}\
        dt{margin-top:1rem}dd{margin:.2rem 0 0 1.2rem}.quiet{color:#566070}\
        @media(prefers-color-scheme:dark){body{background:#14181d;color:#e3e7ec}code{background:#242b34}a{color:#7db8f5}\
        .quiet{color:#9aa5b1}}
        """

    private static let homeBody = """
        <h1>Postboek</h1>
        <p class="quiet">The register of outgoing mail.</p>
        <p>This service mails invoices, quotes and other documents, and writes down in a ledger that cannot be changed \
        what became of each mail: sent, delivered, opened, refused.</p>
        <ul>
        <li><a href="/docs">The calls of its interface</a>, also as <a href="/openapi.json">openapi.json</a></li>
        <li><a href="/healthz">Is it alive?</a> <a href="/readyz">Is it ready?</a></li>
        </ul>
        <p>Every call but these takes an access key; <code>postboek key create</code> makes one.</p>
        """
}

/// The calls of the interface as a page, made from its own description.
enum CallList {
    private struct Description: Decodable {
        struct Info: Decodable {
            let version: String
            let description: String
        }

        struct Operation: Decodable {
            let summary: String
            let description: String?
        }

        let info: Info
        let paths: [String: [String: Operation]]
    }

    /// The body of the page; what it is made from is part of the program, so that it can be read.
    static func html(_ openapi: [UInt8]) -> String {
        guard let description = try? JSONDecoder().decode(Description.self, from: Data(openapi)) else {
            return "<p>See <a href=\"/openapi.json\">openapi.json</a>.</p>"
        }
        let calls = description.paths.sorted { $0.key < $1.key }.flatMap { path, operations in
            operations.sorted { $0.key < $1.key }.map { method, operation in
                """
                <dt><code>\(method.uppercased()) \(escaped(path))</code></dt>
                <dd>\(escaped(operation.summary))\(operation.description.map { "<br>" + escaped($0) } ?? "")</dd>
                """
            }
        }
        let problems = ProblemKind.allCases.map { kind in
            "<dt id=\"\(kind.rawValue)\"><code>\(kind.status.code) \(kind.rawValue)</code></dt><dd>\(kind.title)</dd>"
        }
        return """
            <h1>The calls</h1>
            <p>\(escaped(description.info.description))</p>
            <p>The whole description is <a href="/openapi.json">openapi.json</a>, version \(escaped(description.info.version)).</p>
            <dl>
            \(calls.joined(separator: "\n"))
            </dl>
            <h2>Problems</h2>
            <p>Every refusal is an <code>application/problem+json</code> document (RFC 9457) of one of these types.</p>
            <dl>
            \(problems.joined(separator: "\n"))
            </dl>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
