import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Problems over HTTP")
struct ProblemTests {
    @Test
    func `an address that nobody answers is a problem document`() async throws {
        try await ServiceUnderTest.run { service in
            for path in ["/nothing", "/v1", "/v1/nothing", "/t/x.png", "/t/a/b.gif", "/v1/messages/a/b/c"] {
                let answer = try await service.call(.get, path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.problem == "not-found")
                let fields = try answer.json.fields
                #expect(Set(fields.keys) == ["type", "title", "status", "detail"])
            }
        }
    }

    @Test
    func `a method that an address does not take is told which it takes`() async throws {
        try await ServiceUnderTest.run { service in
            for (method, path, allowed) in [
                (HTTPRequest.Method.delete, "/v1/messages", "GET, HEAD, POST"),
                (.put, "/v1/documents/INV%2F1", "GET, HEAD"), (.post, "/t/x.gif", "GET, HEAD"),
                (.post, "/v1/settings/methods/smtp", "DELETE, GET, HEAD, PUT"), (.options, "/healthz", "GET, HEAD"),
            ] {
                let answer = try await service.call(method, path)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.problem == "method-not-allowed")
                #expect(answer.headers[.allow] == allowed)
            }
        }
    }

    @Test
    func `a body that is too large or no JSON is refused before it is looked at`() async throws {
        try await ServiceUnderTest.run { service in
            let large = try await service.call(
                .post,
                "/v1/documents",
                body: String(repeating: " ", count: 1_000_001)
            )
            #expect(large.status == 413)
            #expect(large.problem == "too-large")
            let form = try await service.call(
                .post,
                "/v1/documents",
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: "id=1"
            )
            #expect(form.status == 415)
            #expect(form.problem == "unsupported-media-type")
        }
    }

    @Test
    func `bodies beyond the memory for them are told to come again`() async throws {
        var settings = HTTPServiceSettings()
        settings.bodyBytesAtOnce = 10
        try await ServiceUnderTest.run(settings: settings) { service in
            let answer = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice())
            #expect(answer.status == 503)
            #expect(answer.problem == "overloaded")
            #expect(answer.headers[.retryAfter] == "1")
        }
    }

    @Test
    func `a position that the ledger has not reached is not waited for`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.get, "/v1/messages?atLeast=1000000")
            #expect(answer.status == 400)
            #expect(try answer.problemFields == ["atLeast"])
        }
    }

    @Test(arguments: [
        (PostofficeError.invalid([FieldProblem("a", "b")]), 422, "invalid"), (.notFound("x"), 404, "not-found"),
        (.tooLarge("x"), 413, "too-large"), (.keyReused, 422, "idempotency-key-reused"),
        (.readOnly("x"), 503, "ledger-read-only"), (.overloaded, 503, "overloaded"), (.erased, 410, "erased"),
        (.exists("x"), 409, "exists"), (.tooLate("x"), 409, "too-late"), (.unavailable("x"), 503, "unavailable"),
        (.elsewhere("x"), 409, "another-server"),
    ])
    func `each refusal of the post office has its status`(error: PostofficeError, status: Int, kind: String) throws {
        let problem = Problem(error, isQuery: false)
        #expect(problem.kind.status.code == status)
        #expect(problem.kind.rawValue == kind)
        let hasRetry = problem.headers[.retryAfter] != nil
        #expect(hasRetry == [.overloaded, .unavailable("x")].contains(error))
    }

    @Test
    func `what is invalid in a query is the query's fault`() {
        #expect(Problem(.invalid([]), isQuery: true).kind == .badParameter)
    }

    @Test
    func `an unforeseen error says nothing of itself`() throws {
        struct Secret: Error { let text = "billing@example.com" }
        let problem = Problem(Secret(), isQuery: false, logger: .silent)
        #expect(problem.kind.status == .internalServerError)
        #expect(!problem.detail.contains("@"))
    }

    @Test
    func `every kind of problem is explained on the page of calls`() async throws {
        try await ServiceUnderTest.run { service in
            let page = try await service.call(.get, "/docs", key: .none).text
            for kind in ProblemKind.allCases { #expect(page.contains("id=\"\(kind.rawValue)\"")) }
        }
    }
}
