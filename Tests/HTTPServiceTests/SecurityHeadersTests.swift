import Evidence
import HTTPTypes
import Postoffice
import PrometheusExport
import Testing

@testable import HTTPService

@Suite("Security headers")
struct SecurityHeadersTests {
    private func check(_ answer: Answer, _ place: Comment, isSecure: Bool) {
        #expect(answer.headers[.xContentTypeOptions] == "nosniff", place)
        #expect(answer.headers[.referrerPolicy] == "no-referrer", place)
        let policy = answer.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'") && policy.contains("frame-ancestors 'none'"), place)
        #expect(!policy.contains("unsafe"), place)
        #expect(answer.headers[.cacheControl]?.contains("no-") == true, place)
        #expect(answer.headers[.setCookie] == nil, place)
        #expect(answer.headers[.strictTransport] == (isSecure ? "max-age=31536000" : nil), place)
        let type = answer.headers[.contentType] ?? ""
        if type.hasPrefix("text/html") { #expect(!answer.text.contains("<script"), place) }
    }

    @Test(arguments: [false, true])
    func `stand on every answer of every call, granted or refused, and on what nobody answers`(
        isSecure: Bool
    )
        async throws
    {
        var settings = HTTPServiceSettings()
        settings.refusalsPerMinute = 1_000_000
        settings.proxies.trusted = [try #require(NetworkRange("127.0.0.1"))]
        let proxy: HTTPFields = isSecure ? [.forwardedFor: "192.0.2.1", .forwardedProto: "https"] : [:]
        try await ServiceUnderTest.run(settings: settings) { service in
            let endpoints = makeEndpoints(
                office: service.office,
                metrics: PrometheusRegistry(),
                settings: HTTPServiceSettings()
            )
            for endpoint in endpoints {
                for key in [ServiceUnderTest.Key.all, .none] {
                    let place = Comment(rawValue: "\(endpoint.method) \(endpoint.path)")
                    let answer = try await service.call(
                        endpoint.method,
                        endpoint.path,
                        key: key,
                        headers: proxy,
                        body: ""
                    )
                    check(answer, place, isSecure: isSecure)
                }
            }
            for (method, path) in [(HTTPRequest.Method.get, "/nothing"), (.patch, "/v1/messages"), (.get, "/%")] {
                let answer = try await service.call(method, path, headers: proxy)
                check(answer, "\(path)", isSecure: isSecure)
            }
        }
    }

    @Test
    func `a client that is no trusted proxy cannot make the service speak of TLS`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.get, "/", headers: [.forwardedProto: "https"])
            #expect(answer.headers[.strictTransport] == nil)
        }
    }
}
