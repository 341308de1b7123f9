import Foundation
import HTTPTypes
import MailLedger
import Postoffice
import PrometheusExport
import Testing

@testable import HTTPService

@Suite("The OpenAPI description")
struct DescriptionTests {
    @Test
    func `names every call of the service, and no other, with its parameters and scope`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let endpoints = makeEndpoints(
                office: service.office,
                metrics: PrometheusRegistry(),
                settings: HTTPServiceSettings()
            )
            let described = try description.root["paths"].fields.flatMap { path, operations in
                try operations.fields.keys.map { "\($0) \(path)" }
            }
            #expect(Set(described) == Set(endpoints.map { "\($0.method.rawValue.lowercased()) \($0.path)" }))
            #expect(described.count == endpoints.count)
            for endpoint in endpoints {
                let operation = try description.operation(endpoint.method.rawValue.lowercased(), endpoint.path)
                let place = Comment(rawValue: "\(endpoint.method) \(endpoint.path)")
                #expect(try queryParameters(operation, description) == endpoint.parameters, place)
                #expect(try scopes(operation) == endpoint.scope.map { [$0.rawValue] } ?? [], place)
            }
        }
    }

    @Test
    func `has examples that fit their schemas`() throws {
        let description = try Description()
        var count = 0
        for (path, operations) in try description.root["paths"].fields {
            for (method, operation) in try operations.fields {
                var contents = try operation["responses"].fields.values.map { try description.resolved($0) }
                if let body = try operation.fields["requestBody"] { contents.append(body) }
                for content in try contents.compactMap({ try $0.fields["content"] }) {
                    for media in try content.fields.values {
                        guard let example = try media.fields["example"] else { continue }
                        count += 1
                        let faults = try description.faults(example, try media["schema"], at: "")
                        #expect(faults.isEmpty, "\(method) \(path)")
                    }
                }
            }
        }
        #expect(count > 15)
    }

    @Test
    func `resolves every reference in it`() throws {
        let description = try Description()
        func visit(_ value: JSONValue) throws {
            switch value {
            case .object(let fields):
                _ = try description.resolved(value)
                for field in fields.values { try visit(field) }
            case .array(let items): for item in items { try visit(item) }
            default: break
            }
        }
        try visit(description.root)
    }

    private func queryParameters(_ operation: JSONValue, _ description: Description) throws -> Set<String> {
        let parameters = try (try operation.fields["parameters"])?.array ?? []
        return Set(
            try parameters.map { try description.resolved($0) }
                .filter { try $0["in"].text == "query" }
                .map { try $0["name"].text }
        )
    }

    private func scopes(_ operation: JSONValue) throws -> [String] {
        try operation["security"].array.flatMap { try $0["accessKey"].array.map { try $0.text } }
    }
}
