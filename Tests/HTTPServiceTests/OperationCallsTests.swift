import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Operations and pages over HTTP")
struct OperationCallsTests {
    @Test
    func `it says that it is alive and ready, without names`() async throws {
        try await ServiceUnderTest.run { service in
            #expect(try await service.call(.get, "/healthz", key: .none).status == 200)
            let ready = try await service.call(.get, "/readyz", key: .none)
            #expect(ready.status == 200)
            #expect(try Description().faults(ready, "get", "/readyz").isEmpty)
            #expect(try ready.json["isReady"] == .bool(true))
            #expect(!ready.text.contains("acme"))
        }
    }

    @Test
    func `metrics count by template and hold neither token, address nor query`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(.get, "/t/SECRETTOKEN.gif", key: .none)
            _ = try await service.call(.get, "/v1/messages?recipient=somebody@example.com")
            _ = try await service.call(.get, "/v1/documents/PRIVATE-ID")
            _ = try await service.call(.get, "/somewhere/else")
            let page = try await service.call(.get, "/metrics", key: .none).text
            for line in [
                "postboek_http_requests_total{method=\"GET\",route=\"/t/{token}.gif\",status=\"200\"} 1",
                "postboek_http_requests_total{method=\"GET\",route=\"/v1/messages\",status=\"200\"} 1",
                "postboek_http_requests_total{method=\"GET\",route=\"/v1/documents/{document}\",status=\"404\"} 1",
                "postboek_http_requests_total{method=\"GET\",route=\"NotFound\",status=\"404\"} 1",
                "postboek_http_request_duration_seconds_count{method=\"GET\",route=\"/v1/messages\",status=\"200\"} 1",
            ] {
                #expect(page.contains(line), "\(line)")
            }
            for secret in ["SECRETTOKEN", "somebody", "PRIVATE", "somewhere"] { #expect(!page.contains(secret)) }
        }
    }

    @Test
    func `every answer keeps browsers and caches at a distance`() async throws {
        try await ServiceUnderTest.run { service in
            for path in ["/", "/docs", "/healthz", "/openapi.json", "/v1/messages", "/v1/nothing", "/t/x.gif"] {
                let headers = try await service.call(.get, path).headers
                #expect(headers[.xContentTypeOptions] == "nosniff", "\(path)")
                #expect(headers[.referrerPolicy] == "no-referrer", "\(path)")
                let policy = headers[.contentSecurityPolicy] ?? ""
                #expect(policy.hasPrefix("default-src 'none'"), "\(path)")
                #expect(policy.contains("frame-ancestors 'none'"), "\(path)")
            }
            #expect(try await service.call(.get, "/v1/messages").headers[.cacheControl] == "no-store")
        }
    }

    @Test
    func `pages are whole in themselves and show every call`() async throws {
        try await ServiceUnderTest.run { service in
            let home = try await service.call(.get, "/", key: .none)
            #expect(home.headers[.contentType] == "text/html; charset=utf-8")
            #expect(!home.text.contains("acme"))
            let calls = try await service.call(.get, "/docs", key: .none).text
            for (path, operations) in try Description().root["paths"].fields {
                for method in try operations.fields.keys {
                    #expect(calls.contains("<code>\(method.uppercased()) \(path)</code>"))
                }
            }
            for page in [home.text, calls] {
                #expect(!page.contains("<script") && !page.contains("src=") && !page.contains("http://"))
            }
        }
    }

    @Test
    func `HEAD is answered as GET is, without the body`() async throws {
        try await ServiceUnderTest.run { service in
            for path in ["/", "/openapi.json", "/v1/messages", "/v1/keys", "/v1/messages/none"] {
                let get = try await service.call(.get, path)
                let head = try await service.call(.head, path)
                #expect(head.status == get.status, "\(path)")
                #expect(head.headers == get.headers, "\(path)")
                #expect(head.bytes.isEmpty)
            }
        }
    }

    @Test
    func `every answer under v1 names a position, and after a write that of the write`() async throws {
        try await ServiceUnderTest.run { service in
            let newest = try await service.organization.newestPosition()
            #expect(try await service.call(.get, "/v1/messages").headers[.position] == "\(newest)")
            #expect(try await service.call(.get, "/v1/messages/none").headers[.position] == "\(newest)")
            let body = "{\"id\":\"1\",\"type\":\"invoice\",\"number\":\"1\"}"
            let made = try await service.call(.post, "/v1/documents", body: body)
            #expect(made.headers[.position] == "\(newest + 1)")
        }
    }
}
