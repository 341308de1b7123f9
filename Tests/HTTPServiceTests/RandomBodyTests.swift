import HTTPTypes
import LedgerConformance
import MailLedger
import NIOCore
import Postoffice
import PrometheusExport
import SeededNumbers
import Testing

@testable import HTTPService

/// Bodies that nobody meant; the tool `tools/schemathesis` does the same with those that the description suggests.
@Suite("Random bodies")
struct RandomBodyTests {
    @Test(arguments: UInt64(1)...4)
    func `no random body breaks a call, and each answer is one that is described`(seed: UInt64) async throws {
        try await ServiceUnderTest.run { service in
            var random = SeededGenerator(seed: seed)
            let description = try Description()
            let endpoints = makeEndpoints(
                office: service.office,
                metrics: PrometheusRegistry(),
                settings: HTTPServiceSettings()
            )
            for endpoint in endpoints where endpoint.bodyLimit > 0 || endpoint.path.hasPrefix("/hooks") {
                // Those that speak to other servers take their time, whatever the body says.
                guard !endpoint.path.hasSuffix("/check"), endpoint.path != "/v1/domain-checks" else { continue }
                for _ in 0..<4 {
                    let body = random.body(depth: 3)
                    let path = endpoint.path.replacing("{", with: "").replacing("}", with: "")
                    let answer = try await service.call(endpoint.method, path, body: body)
                    let place = Comment(rawValue: "\(endpoint.method) \(endpoint.path) \(answer.status): \(body)")
                    #expect(answer.status < 500, place)
                    let answers = try description.operation(endpoint.method.rawValue.lowercased(), endpoint.path)
                    #expect(try answers["responses"].fields[String(answer.status)] != nil, place)
                }
            }
            #expect(try await service.call(.get, "/v1/checkpoint").status == 200)
        }
    }
}

extension SeededGenerator {
    private mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// JSON, broken JSON, or bytes.
    fileprivate mutating func body(depth: Int) -> String {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: String(decoding: bytes(Int.random(in: 0..<200, using: &self)), as: UTF8.self)
        case 1: String(json(depth: depth).dropLast())
        case 2: String(repeating: "[", count: 2000)
        default: json(depth: depth)
        }
    }

    private mutating func json(depth: Int) -> String {
        let names = [
            "id", "to", "document", "documents", "address", "name", "scopes", "label", "subject", "text", "items",
            "policy",
            "host", "port", "language", "key", "html", "content", "mediaType", "amount", "currency", "total",
            "customer",
        ]
        let texts = ["", "a@example.com", "\\u0000", "\\ud800", "%total%", "2026-11-21", "invoice", "é\\n", "<b>"]
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return "null"
        case 1: return Bool.random(using: &self) ? "true" : "false"
        case 2: return ["0", "-1", "1e400", "9223372036854775808", "0.1", "-0"].randomElement(using: &self) ?? "1"
        case 3, 4: return "\"\(texts.randomElement(using: &self) ?? "")\""
        case 5: return "[\((0..<3).map { _ in json(depth: depth - 1) }.joined(separator: ","))]"
        default:
            let fields = (0..<4).map { _ in "\"\(names.randomElement(using: &self) ?? "")\":\(json(depth: depth - 1))" }
            return "{\(fields.joined(separator: ","))}"
        }
    }
}
