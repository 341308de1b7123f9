import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice
import Privacy

/// Erasing persons, forbidding that, handing out what is known of them, and how long things are kept.
///
/// An address stands in bodies only, never in a URL, which others write down.
struct PrivacyCalls: Sendable {
    private struct Person: Decodable {
        let address: String
    }

    private struct HoldRequest: Decodable {
        let address: String
        let reason: String
    }

    private struct RotationRequest: Decodable {
        let address: String?
    }

    private struct Rotation: Encodable {
        let key: String
    }

    private struct Hold: Encodable, Sendable {
        let person: String
        let address: String?
        let heldSince: String?
        let reason: String?

        init(_ state: PersonState) {
            person = state.person.description
            address = state.address
            heldSince = state.heldSince?.description
            reason = state.reason
        }
    }

    private struct Retention: Encodable, Sendable {
        let evidenceMonths: Int?
        let keepYears: [String: Int]?
        let forgottenMonths: [String]
    }

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/erasures", erase),
            .granted(.manage, .get, "/v1/erasures/{erasure}", certificate),
            .granted(.manage, .get, "/v1/holds", holds),
            .granted(.manage, .post, "/v1/holds", hold),
            .granted(.manage, .post, "/v1/holds/lift", lift),
            .granted(.read, .get, "/v1/settings/retention", retention),
            .granted(.manage, .put, "/v1/settings/retention", setRetention),
            .granted(.manage, .post, "/v1/subject-exports", export),
            .granted(.manage, .post, "/v1/subject-keys/rotate", rotate),
        ]
    }

    @Sendable private func erase(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: ErasureRequest = try call.json()
        return try JSONAnswer.response(try await grant.organization.erase(asked, actor: grant.actor))
    }

    @Sendable private func certificate(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("erasure", of: "erasure")
        return try JSONAnswer.response(try await grant.organization.certificate(id))
    }

    @Sendable private func holds(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let held = try await grant.organization.holds()
        return try JSONAnswer.response(Page(items: held.map { Hold($0) }, next: nil))
    }

    @Sendable private func hold(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: HoldRequest = try call.json()
        let state = try await grant.organization.hold(asked.address, reason: asked.reason, actor: grant.actor)
        return try JSONAnswer.response(Hold(state))
    }

    @Sendable private func lift(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: HoldRequest = try call.json()
        let state = try await grant.organization.liftHold(asked.address, reason: asked.reason, actor: grant.actor)
        return try JSONAnswer.response(Hold(state))
    }

    @Sendable private func retention(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let settings = try await grant.organization.retentionSettings()
        return try JSONAnswer.response(
            Retention(
                evidenceMonths: settings.evidenceMonths,
                keepYears: settings.keepYears,
                forgottenMonths: try await grant.organization.forgottenMonths()
            )
        )
    }

    @Sendable private func setRetention(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setRetention(try call.json(RetentionSettings.self), actor: grant.actor)
        return try await retention(call, grant)
    }

    @Sendable private func rotate(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: RotationRequest = try call.json()
        let key = try await grant.organization.rotateKey(of: asked.address)
        return try JSONAnswer.response(Rotation(key: key.description))
    }

    @Sendable private func export(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: Person = try call.json()
        let export = try await grant.organization.export(about: asked.address)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip",
                .contentDisposition: "attachment; filename=\"subject.zip\"",
            ],
            body: ResponseBody { writer in
                var export = export
                while let piece = try await export.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        )
    }
}
