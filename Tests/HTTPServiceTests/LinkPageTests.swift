import Evidence
import HTTPTypes
import Ledger
import Mail
import MailLedger
import PrometheusExport
import Testing

@testable import HTTPService
@testable import Postoffice

/// Programs that look for danger open every link in a mail, and some of them twice.
@Suite("Links in mails")
struct LinkPageTests {
    /// A link that confirms an address, as the mail about it holds it, without the mail having been sent.
    private func verification(_ service: ServiceUnderTest) async throws -> String {
        let organization = service.organization
        let id = try await service.call(.post, "/v1/messages", body: Self.message).json["id"].text
        try await service.settled(id)
        let link = SenderLink(
            organization: try #require(OrganizationTag(bytes: organization.ledger.id.bytes)),
            message: try #require(OpaqueID(id)).bytes,
            expiresAt: Timestamp.now().microseconds / 1_000_000 + 3600
        )
        return try #require(service.office.shared.verification.keys.issue(link))
    }

    private static let message = """
        {"to":[{"address":"office@example.com"}],"subject":"Hello","text":"Hello.","method":"sandbox"}
        """

    private static let scanners = [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "GoogleImageProxy", "curl/8.5.0", "",
    ]

    @Test
    func `opening any link changes nothing, however often and by whatever program`() async throws {
        try await ServiceUnderTest.run { service in
            let sent = try await service.sendInvoice()
            let mail = try await service.call(.get, "/v1/messages/\(sent)/content").text
                .replacing("=\r\n", with: "").replacing("=3D", with: "=")
            let withdrawal = try #require(mail.firstMatch(of: /https:\/\/mail\.example\.com(\/w\/[A-Za-z0-9_-]{84})/))
            let token = try await verification(service)
            let before = try await service.organization.newestPosition()
            for path in [String(withdrawal.1), "/verify/\(token)", "/oauth/callback?state=x&code=y", "/"] {
                for agent in Self.scanners {
                    for method in [HTTPRequest.Method.get, .head, .options, .put, .delete] {
                        let answer = try await service.call(method, path, key: .none, headers: [.userAgent: agent])
                        #expect([200, 404, 405].contains(answer.status), "\(method) \(path) \(answer.status)")
                    }
                }
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }

    @Test
    func `a link that confirms an address stands for the mail that it was sent in, and no other`() async throws {
        try await ServiceUnderTest.run { service in
            // The mail that this token names is no mail about an address: its recipient has confirmed nothing.
            let token = try await verification(service)
            let before = try await service.organization.newestPosition()
            for method in [HTTPRequest.Method.get, .post] {
                #expect(try await service.call(method, "/verify/\(token)", key: .none).status == 404)
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }

    @Test
    func `no open call changes anything by GET, apart from the pixel`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            let endpoints = makeEndpoints(
                office: service.office,
                metrics: PrometheusRegistry(),
                settings: HTTPServiceSettings()
            )
            for endpoint in endpoints where endpoint.method == .get && endpoint.scope == nil {
                for method in [HTTPRequest.Method.get, .head] {
                    _ = try await service.call(method, endpoint.path, key: .none)
                }
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }
}
