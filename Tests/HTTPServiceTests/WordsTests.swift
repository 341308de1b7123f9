import HTTPTypes
import Mail
import Testing

@testable import HTTPService

@Suite("Reading and writing headers, queries and cells")
struct WordsTests {
    @Test(arguments: [
        (nil, "application/json"), ("*/*", "application/json"), ("text/csv", "text/csv"), ("TEXT/CSV", "text/csv"),
        ("text/csv;q=0.5, application/json", "application/json"), ("text/csv, */*;q=0.1", "text/csv"),
        ("text/*", "text/csv"), ("image/png", "application/json"), ("text/csv;q=0", "application/json"),
        ("application/json;q=0.2, text/csv ; q=0.3", "text/csv"), ("", "application/json"), (",;=", "application/json"),
    ])
    func `the type that the caller likes best is chosen`(accept: String?, type: String) {
        #expect(MediaRange.best(of: ["application/json", "text/csv"], accept: accept) == type)
    }

    @Test(arguments: [
        ("application/json", true), ("application/json; charset=utf-8", true), ("application/problem+json", true),
        ("APPLICATION/JSON", true), ("text/json", false), ("multipart/form-data", false), ("", false),
    ])
    func `JSON is told from other types`(type: String, isJSON: Bool) {
        #expect(MediaRange.isJSON(type) == isJSON)
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("nl", .dutch), ("nl-BE, fr;q=0.5", .dutch), ("fr;q=0.5, es", .spanish), ("de", nil),
            ("de, *", nil), ("en;q=0", nil), ("NL", .dutch), ("fr;q=x", nil), (" es ; q=0.3 , en ; q=0.2", .spanish),
        ] as [(String?, StatusLanguage?)]
    )
    func `the language that the caller likes best is chosen`(accept: String?, language: StatusLanguage?) {
        #expect(LanguageRange.best(accept) == language)
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=1+1", "\"'=1+1\""),
        ("+31", "\"'+31\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""), ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""), ("\r\n=1", "\"'\r\n=1\""), ("＝1", "\"'＝1\""), ("a=b", "a=b"), ("a\r\nb", "\"a\r\nb\""),
    ])
    func `a cell is never a formula, and never ends early`(value: String, cell: String) {
        #expect(MessageTable.cell(value) == cell)
    }

    @Test
    func `a query is decoded once, and a plus is a space`() throws {
        let query = try QueryParameters("a=1%2B+2&b=&c=%C3%A9", allowed: ["a", "b", "c"])
        #expect(query.text("a") == "1+ 2")
        #expect(query.text("b") == nil)
        #expect(query.text("c") == "é")
        #expect(query.address(ofNext: "x y", at: "/p") == "/p?a=1%2B%202&b=&c=%C3%A9&cursor=x%20y")
    }

    @Test(arguments: ["=1", "a", "z=1", "a=1&a=2", "a=%FF", "%ZZ=1", "a=\(String(repeating: "x", count: 2000))"])
    func `a query that is not understood is refused`(text: String) {
        let allowed: Set<String> = text == "a" ? [] : ["a"]
        #expect(throws: Problem.self) { try QueryParameters(text, allowed: allowed) }
    }

    @Test(arguments: [
        ("/v1/messages/{message}", "/v1/messages/1", true), ("/v1/messages/{message}", "/v1/messages", false),
        ("/v1/messages/{message}", "/v1/messages/1/content", false), ("/t/{token}.gif", "/t/x.gif", true),
        ("/t/{token}.gif", "/t/x.png", false), ("/", "/", true), ("/", "/x", false),
    ])
    func `a path is one of a template's or not`(template: String, path: String, matches: Bool) {
        let endpoint = Endpoint.open(.get, template) { _ in throw Problem(.notFound, "") }
        #expect(endpoint.matches(path) == matches)
    }
}
