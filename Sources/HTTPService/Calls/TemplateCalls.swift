import HTTPTypes
import Hummingbird
import Mail
import Postoffice
import Texts

/// The texts of mails, and a look at a mail before it is sent.
struct TemplateCalls: Sendable {
    private struct Variable: Encodable, Sendable {
        let name: String
        let meaning: String
    }

    private struct Texts: Encodable, Sendable {
        let items: [ListedText]
        let variables: [Variable]
    }

    private static let path = "/v1/templates/{documentType}/{language}/{name}"

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/templates", parameters: ["documentType", "language"], list),
            .granted(.manage, .put, Self.path, set),
            .granted(.manage, .delete, Self.path, bodyLimit: 0, remove),
            .granted(.read, .post, "/v1/templates/preview", bodyLimit: 36_000_000, preview),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let type: DocumentType? = try call.query.choice("documentType")
        let language: StatusLanguage? = try call.query.choice("language")
        let texts = try await grant.organization.listedTexts().filter { text in
            (type ?? text.documentType) == text.documentType && (language ?? text.language) == text.language
        }
        let variables = TextVariable.allCases.map { Variable(name: $0.rawValue, meaning: $0.meaning) }
        return try JSONAnswer.response(Texts(items: texts, variables: variables))
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let place = try Self.place(call)
        try await grant.organization.setText(try call.json(TextDraft.self), at: place, actor: grant.actor)
        return try JSONAnswer.response(try await grant.organization.listedText(at: place))
    }

    @Sendable private func remove(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.removeText(at: try Self.place(call), actor: grant.actor)
        return Response(status: .noContent)
    }

    @Sendable private func preview(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.preview(try call.json(PreviewRequest.self)))
    }

    private static func place(_ call: Call) throws -> TextPlace {
        try TextPlace(
            type: try call.part("documentType"),
            language: try call.part("language"),
            name: try call.part("name")
        )
    }
}
