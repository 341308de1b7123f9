import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// The evidence about a document, as one file.
struct BundleCalls: Sendable {
    var endpoints: [Endpoint] {
        [.granted(.manage, .get, "/v1/documents/{document}/bundle", bundle)]
    }

    @Sendable private func bundle(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let bundle: OrganizationBundle
        do {
            bundle = try await grant.organization.bundle(ofDocument: try call.part("document"))
        } catch LedgerReadError.unproved {
            throw Problem(.ledgerReadOnly, "The ledger is damaged, so there is no checkpoint to prove anything by.")
        }
        let isHead = call.request.method == .head
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip",
                .contentDisposition: "attachment; filename=\"evidence.zip\"",
            ],
            body: isHead
                ? ResponseBody()
                : ResponseBody { writer in
                    var bundle = bundle
                    while let piece = try await bundle.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                }
        )
    }
}
