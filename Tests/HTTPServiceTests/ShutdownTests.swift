import HTTPTypes
import HummingbirdTesting
import LedgerConformance
import NIOCore
import Postoffice
import PrometheusExport
import ServiceLifecycle
import Testing

@testable import HTTPService

@Suite("The service's end")
struct ShutdownTests {
    @Test(.timeLimit(.minutes(10)))
    func `a live feed ends with the service, and what was sent arrives whole`() async throws {
        let folder = try ScratchFolder()
        let office = try await Postoffice.open(
            PostofficeSettings(data: folder.path("data"), publicURL: "https://mail.example.com"),
            logger: .silent
        )
        let key = try await office.createOrganization(named: "acme").accessKey
        let metrics = PrometheusRegistry()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let http = buildHTTPService(
            office: office,
            metrics: metrics,
            settings: HTTPServiceSettings(port: 0),
            logger: .silent,
            onServerRunning: { port.yield($0) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [office, http], logger: .silent)
        )
        async let running: Void = group.run()
        var arrivals = ports.makeAsyncIterator()
        let client = TestClient(
            host: "127.0.0.1",
            port: try #require(await arrivals.next()),
            configuration: TestClient.Configuration(timeout: .seconds(50))
        )
        client.connect()
        let request = TestClient.Request(
            "/v1/events",
            method: .get,
            authority: "localhost",
            headers: [.authorization: "Bearer \(key)", .accept: "text/event-stream"]
        )
        async let answer = client.execute(request)
        while !metrics.page().contains("/v1/events") { await Task.yield() }
        await group.triggerGracefulShutdown()
        let response = try await answer
        try await client.shutdown()
        try await running
        await office.close()
        #expect(response.status == .ok)
        #expect(response.body.map { String(buffer: $0) }?.hasSuffix("\n\n") == true)
    }
}
