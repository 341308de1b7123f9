import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Postoffice
import PrometheusExport
import Testing

@testable import HTTPService

/// Every call of the table is tried, so that a call that is added is tried too.
@Suite("Organizations apart")
struct IsolationTests {
    /// A word that stands in whatever the first organization has.
    private static let mark = "zebra7391"

    /// What stands for each part of a path: an id that the first organization has, and one that nobody has.
    private typealias Ids = [String: (real: String, made: String)]

    private static let body = """
        {"document":{"id":"\(mark)-doc","type":"invoice","number":"\(mark)-1","customer":{"id":"\(mark)-customer",
        "name":"\(mark) BV","language":"nl"}},"to":[{"address":"\(mark)@example.com"}],"subject":"Invoice \(mark)",
        "text":"Here it is, \(mark).","method":"sandbox","trackOpens":true}
        """

    /// Makes something of everything.
    private func fill(_ service: ServiceUnderTest) async throws -> Ids {
        let mark = Self.mark
        let message = try await service.call(.post, "/v1/messages", body: Self.body).json["id"].text
        try await service.settled(message)
        let card = "{\"name\":\"\(mark) BV\",\"contacts\":[],\"deliveries\":{}}"
        let customer = try await service.call(.put, "/v1/customers/\(mark)-customer", body: card)
        #expect(customer.status == 200 || customer.status == 201, "\(customer.text)")
        let list = "{\"documents\":[\"\(mark)-doc\"],\"defaults\":{\"method\":\"sandbox\"}}"
        let batch = try await service.call(.post, "/v1/messages/batch", body: list)
        #expect(batch.status == 202, "\(batch.text)")
        let suppressed = try await service.call(
            .post,
            "/v1/suppressions",
            body: "{\"address\":\"\(mark)@example.net\"}"
        )
        #expect(suppressed.status == 200 || suppressed.status == 202, "\(suppressed.text)")
        let report = try await service.call(
            .post,
            "/v1/reports",
            headers: [.contentType: "message/rfc822"],
            body: "From: a@example.com\r\nSubject: \(mark)\r\n\r\n\(mark)\r\n"
        )
        #expect(report.status == 202, "\(report.text)")
        let text = "{\"subject\":\"\(mark)\",\"text\":\"\(mark)\"}"
        let template = try await service.call(.put, "/v1/templates/invoice/nl/\(mark)", body: text)
        #expect(template.status == 200 || template.status == 201, "\(template.text)")
        let letter =
            "{\"to\":[{\"address\":\"gone@example.org\"}],\"subject\":\"a\",\"text\":\"b\",\"method\":\"sandbox\"}"
        try await service.settled(try await service.call(.post, "/v1/messages", body: letter).json["id"].text)
        let erased = try await service.call(.post, "/v1/erasures", body: "{\"address\":\"gone@example.org\"}")
        #expect(erased.status == 200, "\(erased.text)")
        let keys = try await service.call(.get, "/v1/keys").json["items"].array
        let nobody = OpaqueID.random().description
        return [
            "message": (message, nobody), "recipient": ("1", "1"), "document": ("\(mark)-doc", "nothing"),
            "customer": ("\(mark)-customer", "nothing"), "batch": (try batch.json["id"].text, nobody),
            "report": (String(try report.json["report"].number), "999999"), "key": (try keys[0]["id"].text, nobody),
            "erasure": (try erased.json["id"].text, nobody),
            // The same in every organization: what they stand for is its own.
            "kind": ("smtp", "smtp"), "documentType": ("invoice", "invoice"), "language": ("nl", "nl"),
            "name": (mark, "nothing"), "position": ("3", "3"), "level": ("0", "0"), "a": ("000", "000"),
            "b": ("000", "000"), "c": ("000", "000"), "d": ("000", "000"),
        ]
    }

    /// A path with ids in it.
    private func path(
        _ endpoint: Endpoint,
        _ ids: Ids,
        _ pick: ((real: String, made: String)) -> String
    ) throws -> String {
        let parts = try endpoint.path.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return String(part) }
            let name = String(part.dropFirst().dropLast())
            let known = ids[name]
            return pick(try #require(known, "say in this test which \(name) there is"))
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Bodies for calls that name something of an organization's in their body.
    private func body(_ endpoint: Endpoint, _ ids: Ids, isReal: Bool) -> String {
        let document = isReal ? "\(Self.mark)-doc" : "nothing"
        return switch endpoint.path {
        case "/v1/messages": "{\"documentId\":\"\(document)\",\"to\":[{\"address\":\"a@example.com\"}]}"
        case "/v1/messages/batch": "{\"documents\":[\"\(document)\"]}"
        case "/v1/erasures", "/v1/holds", "/v1/holds/lift", "/v1/subject-exports", "/v1/subject-keys/rotate":
            "{\"address\":\"\(isReal ? Self.mark : "nobody")@example.net\",\"reason\":\"a\"}"
        case "/v1/suppressions/release": "{\"address\":\"\(isReal ? Self.mark : "nobody")@example.net\"}"
        default: "{}"
        }
    }

    private func endpoints(_ service: ServiceUnderTest) -> [Endpoint] {
        makeEndpoints(office: service.office, metrics: PrometheusRegistry(), settings: HTTPServiceSettings())
    }

    @Test
    func `no call gives another organization's key anything of ours, or tells that it exists`() async throws {
        try await ServiceUnderTest.run { service in
            let ids = try await fill(service)
            let other = ServiceUnderTest.Key.text(
                try await service.office.createOrganization(named: "other").accessKey
            )
            let before = try await service.organization.newestPosition()
            var tried = 0
            for endpoint in endpoints(service) where endpoint.scope != nil {
                let place = Comment(rawValue: "\(endpoint.method) \(endpoint.path)")
                let headers: HTTPFields = endpoint.path == "/v1/reports" ? [.contentType: "message/rfc822"] : [:]
                let isQuery = endpoint.method == .get
                let real = try await service.call(
                    endpoint.method,
                    try path(endpoint, ids, \.real),
                    key: other,
                    headers: headers,
                    body: isQuery ? nil : body(endpoint, ids, isReal: true)
                )
                let made = try await service.call(
                    endpoint.method,
                    try path(endpoint, ids, \.made),
                    key: other,
                    headers: headers,
                    body: isQuery ? nil : body(endpoint, ids, isReal: false)
                )
                #expect(real.status == made.status, place)
                #expect(real.problem == made.problem, place)
                #expect(real.status < 500 || real.status == 503, place)
                // Its own request may be quoted; anything else with the mark in it would be ours.
                let said = real.text.replacing("\(Self.mark)-doc", with: "nothing")
                    .replacing("\(Self.mark)@example.net", with: "nobody@example.net")
                // Of its feed, since these calls left their mark in it, only that our message is not there can be said.
                let ours = try #require(ids["message"]).real
                let isOwn =
                    endpoint.path.hasPrefix("/v1/templates/") || endpoint.path.hasPrefix("/v1/customers/")
                    || (endpoint.path == "/v1/events" && !said.contains(ours))
                #expect(isOwn || !said.contains(Self.mark), place)
                if endpoint.path.contains("{message}") || endpoint.path.contains("{batch}")
                    || endpoint.path.contains("{report}") || endpoint.path.contains("{key}")
                {
                    #expect(real.status == 404 || real.status == 422, place)
                }
                tried += 1
            }
            #expect(tried > 90)
            #expect(try await service.organization.newestPosition() == before)
            let keys = try await service.call(.get, "/v1/keys")
            #expect(keys.status == 200)
        }
    }

    @Test
    func `the ids of that test are real: our own key finds them all`() async throws {
        try await ServiceUnderTest.run { service in
            let ids = try await fill(service)
            for endpoint in endpoints(service) where endpoint.method == .get && endpoint.scope != nil {
                guard endpoint.path.contains("{"), !endpoint.path.contains("{kind}") else { continue }
                guard !endpoint.path.contains("/tile/") else { continue }
                let answer = try await service.call(.get, try path(endpoint, ids, \.real))
                #expect(answer.status == 200, "\(endpoint.path) \(answer.text.prefix(200))")
            }
        }
    }

    @Test
    func `every call that is not open refuses whoever shows no key, or one without its scope`() async throws {
        try await ServiceUnderTest.run { service in
            var settings = HTTPServiceSettings()
            settings.refusalsPerMinute = 0
            let ids = try await fill(service)
            let before = try await service.organization.newestPosition()
            for endpoint in endpoints(service) {
                guard let scope = endpoint.scope else {
                    #expect(!endpoint.path.hasPrefix("/v1"), "\(endpoint.path)")
                    continue
                }
                let place = Comment(rawValue: "\(endpoint.method) \(endpoint.path)")
                let path = try path(endpoint, ids, \.real)
                let without = try await service.call(endpoint.method, path, key: .none)
                #expect(without.status == 401 || without.status == 429, place)
                #expect(without.headers[.position] == nil, place)
                let others = Set(AccessScope.allCases).subtracting([scope])
                let key = try await service.office.createKey(for: service.organization, scopes: others, label: "x")
                let wrong = try await service.call(endpoint.method, path, key: .text(key), body: "{}")
                #expect(wrong.status == 403, place)
                #expect(!wrong.text.contains(Self.mark), place)
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }
}
