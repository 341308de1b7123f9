import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice
import PrometheusExport

/// What those who run the service ask it.
struct OperationCalls: Sendable {
    private struct Readiness: Encodable, Sendable {
        struct Ledger: Encodable, Sendable {
            let ledger: String
            let isReady: Bool
            let condition: String
        }

        let isReady: Bool
        let ledgers: [Ledger]
    }

    let office: Postoffice
    let metrics: PrometheusRegistry

    var endpoints: [Endpoint] {
        [
            .open(.get, "/healthz") { _ in Response("alive\n", type: "text/plain; charset=utf-8") },
            .open(.get, "/readyz") { _ in try await readiness() },
            .open(.get, "/metrics") { _ in Response(metrics.page(), type: PrometheusRegistry.contentType) },
            .open(.get, "/openapi.json") { _ in Self.description },
        ]
    }

    /// Made once: however many connections it waits on, it is in memory once.
    private static let description = Response(
        OpenAPI.description,
        type: "application/json",
        headers: [.cacheControl: "no-cache"]
    )

    /// Ledgers are named by their id, since anybody may ask and an organization's name is its own business.
    private func readiness() async throws -> Response {
        var ledgers: [Readiness.Ledger] = []
        for organization in office.organizations {
            let health = await organization.health()
            ledgers.append(
                Readiness.Ledger(
                    ledger: organization.ledger.id.description,
                    isReady: health.isReady,
                    condition: health.condition
                )
            )
        }
        let isReady = ledgers.allSatisfy(\.isReady)
        return try JSONAnswer.response(
            Readiness(isReady: isReady, ledgers: ledgers),
            status: isReady ? .ok : .serviceUnavailable
        )
    }
}
