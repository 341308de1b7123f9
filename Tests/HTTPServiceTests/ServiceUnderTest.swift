import DomainCheck
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerConformance
import Logging
import NIOCore
import Postoffice
import PrometheusExport

/// A service over a real post office in a folder of its own, usually spoken to without a socket.
struct ServiceUnderTest: Sendable {
    let client: any TestClientProtocol
    let office: Postoffice
    let organization: Organization
    /// A key with all scopes.
    let key: String

    /// Opens a service, runs a body against it, and closes it.
    ///
    /// One that is live listens on a port of its own, and is spoken to over it.
    static func run(
        settings: HTTPServiceSettings = HTTPServiceSettings(),
        isLive: Bool = false,
        anchorAddresses: [String] = [],
        _ body: @escaping @Sendable (Self) async throws -> Void
    ) async throws {
        let folder = try ScratchFolder()
        var opening = PostofficeSettings(data: folder.path("data"), publicURL: "https://mail.example.com")
        // Whether nobody listens there or somebody who does not answer: no domain is ever looked up.
        opening.domains.nameServers = [try DNSServerAddress(parsing: "127.0.0.1:9")]
        opening.domains.nameServerTimeout = 100
        opening.anchorAddresses = anchorAddresses
        let office = try await Postoffice.open(opening, logger: .silent)
        do {
            let made = try await office.createOrganization(named: "acme")
            let app = makeApplication(
                office: office,
                metrics: PrometheusRegistry(),
                settings: settings,
                services: [office],
                logger: .silent
            )
            try await app.test(isLive ? .live : .router) { client in
                try await body(
                    Self(client: client, office: office, organization: made.organization, key: made.accessKey)
                )
            }
        } catch {
            await office.close()
            throw error
        }
        await office.close()
    }

    /// Makes a call; without a key of its own with the one that has all scopes.
    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        key: Key = .all,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        switch key {
        case .all: headers[.authorization] = "Bearer \(self.key)"
        case .text(let text): headers[.authorization] = "Bearer \(text)"
        case .none: break
        }
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return Answer(
            status: response.status.code,
            headers: response.headers,
            bytes: Array(response.body.readableBytesView)
        )
    }

    /// Sends an invoice to the sandbox and waits until it has come there.
    ///
    /// - Returns: The message's id.
    func sendInvoice(_ number: Int = 1, to address: String = "billing@example.com") async throws -> String {
        let sent = try await call(.post, "/v1/messages", body: Self.invoice(number, to: address))
        let id = try sent.json["id"].text
        try await settled(id)
        return id
    }

    /// Waits until a message is no longer in transit.
    func settled(_ id: String) async throws {
        var status = "in_transit"
        for _ in 0..<500 where status == "in_transit" {
            status = try await call(.get, "/v1/messages/\(id)").json["status"].text
            if status == "in_transit" { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    /// The body of a request for a tracked invoice.
    static func invoice(_ number: Int = 1, to address: String = "billing@example.com") -> String {
        """
        {"document":{"id":"INV/\(number)","type":"invoice","number":"2026-\(number)",
        "customer":{"id":"C-1","name":"Example BV","language":"nl"},"total":{"amount":"121.00","currency":"EUR"}},
        "to":[{"address":"\(address)","name":"Example BV"}],"subject":"Invoice 2026-\(number)","text":"Here it is.",
        "attachments":[{"name":"invoice.pdf","mediaType":"application/pdf","content":"JVBERi0xLjcK"}],
        "trackOpens":true}
        """
    }

    enum Key: Sendable {
        case all, none
        case text(String)
    }
}

extension Logger {
    /// A logger that says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
