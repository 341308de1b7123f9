import Evidence
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import HTTPService

/// Over real sockets, with times so short that a test can see their end; nothing rests on how short they are.
@Suite("Connections that are no good")
struct ConnectionTests {
    private static func settings(_ change: (inout HTTPServiceSettings) -> Void = { _ in }) -> HTTPServiceSettings {
        var settings = HTTPServiceSettings()
        settings.idleTimeout = .seconds(1)
        change(&settings)
        return settings
    }

    /// The status and the body of the first answer in a text.
    private func answer(_ text: String) -> (status: String, body: String) {
        let halves = text.split(separator: "\r\n\r\n", maxSplits: 1)
        let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.map(String.init) ?? ""
        return (status, halves.count > 1 ? String(halves[1]) : "")
    }

    @Test(arguments: [
        ("X-Large: \(String(repeating: "a", count: 20_000))\r\n", "431", "headers-too-large"),
        (String(repeating: "X-Many: 1\r\n", count: 150), "431", "headers-too-large"),
        (String(repeating: "X-Long: \(String(repeating: "b", count: 9000))\r\n", count: 9), "431", "headers-too-large"),
        ("No header at all\r\n", "400", "malformed-request"),
    ])
    func `a head that is too large, or none, gets a problem document and the connection is closed`(
        headers: String,
        status: String,
        kind: String
    ) async throws {
        try await ServiceUnderTest.run(settings: Self.settings(), isLive: true) { service in
            let port = try #require(service.client.port)
            let text = try await RawConnection.ask(port: port, "GET / HTTP/1.1\r\nHost: a\r\n\(headers)\r\n")
            let answer = answer(text)
            #expect(answer.status == status, "\(text.prefix(300))")
            #expect(answer.body.contains("/docs#\(kind)"))
            for name in ["X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store"] {
                #expect(text.contains(name))
            }
            #expect(try await service.call(.get, "/healthz").status == 200)
        }
    }

    @Test(arguments: [
        "", "GET / HTTP/1.1\r\nHost:", "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
    ])
    func `whoever says nothing more is left`(said: String) async throws {
        try await ServiceUnderTest.run(settings: Self.settings(), isLive: true) { service in
            let port = try #require(service.client.port)
            // It comes to its end: the service closes.
            let text = try await RawConnection.ask(port: port, said)
            #expect(text.isEmpty || text.contains(" 401 "), "\(text.prefix(200))")
        }
    }

    @Test
    func `a body that comes too slowly is answered with 408, whatever comes of it`() async throws {
        let settings = Self.settings {
            $0.bodyTimeout = .milliseconds(300)
            $0.idleTimeout = .seconds(5)
        }
        try await ServiceUnderTest.run(settings: settings, isLive: true) { service in
            let port = try #require(service.client.port)
            let head = """
                POST /v1/documents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(service.key)\r\nContent-Length: 900\r\n\r\n{
                """
            let text = try await RawConnection.open(port: port) { writer, reader in
                try await writer.write(head)
                async let trickle: Void = {
                    for _ in 0..<20 {
                        try? await Task.sleep(for: .milliseconds(50))
                        try? await writer.write(" ")
                    }
                }()
                let first = await reader.first() ?? ""
                await trickle
                return first
            }
            #expect(answer(text).status == "408", "\(text.prefix(300))")
        }
    }

    @Test
    func `a body that nobody reads ends the connection before it ends`() async throws {
        try await ServiceUnderTest.run(settings: Self.settings { $0.idleTimeout = .seconds(30) }, isLive: true) {
            service in
            let port = try #require(service.client.port)
            let total = 200
            let sent = try await RawConnection.open(port: port) { writer, reader in
                try await writer.write(
                    "POST /v1/documents HTTP/1.1\r\nHost: a\r\nContent-Length: \(total * 1_000_000)\r\n\r\n"
                )
                let piece = String(repeating: "x", count: 1_000_000)
                for count in 0..<total {
                    do { try await writer.write(piece) } catch { return count }
                }
                return total
            }
            #expect(sent < total)
        }
    }

    @Test
    func `beyond the cap a connection is told so and closed, and one that ends makes room`() async throws {
        let settings = Self.settings {
            $0.connections = 4
            $0.connectionsPerNetwork = 4
            $0.idleTimeout = .seconds(60)
        }
        try await ServiceUnderTest.run(settings: settings, isLive: true) { service in
            let port = try #require(service.client.port)
            let request = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            try await RawConnection.open(port: port) { first, firstReader in
                try await first.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await firstReader.first()?.contains(" 200 ") == true)
                try await RawConnection.open(port: port) { second, secondReader in
                    try await second.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(await secondReader.first()?.contains(" 200 ") == true)
                    try await RawConnection.open(port: port) { third, thirdReader in
                        try await third.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                        #expect(await thirdReader.first()?.contains(" 200 ") == true)
                        // The fourth is the test's own client.
                        _ = try await service.call(.get, "/healthz")
                        let refused = try await RawConnection.ask(port: port, request)
                        #expect(refused.contains(" 503 ") && refused.contains("/docs#overloaded"), "\(refused)")
                        #expect(refused.contains("Retry-After: 1") && refused.contains("nosniff"))
                    }
                }
            }
            var status = ""
            for _ in 0..<200 where status != "200" {
                status = answer(try await RawConnection.ask(port: port, request)).status
                if status != "200" { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(status == "200")
        }
    }

    @Test
    func `a client that takes nothing of its answers is left`() async throws {
        try await ServiceUnderTest.run(settings: Self.settings(), isLive: true) { service in
            let port = try #require(service.client.port)
            let count = 400
            let request = String(repeating: "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", count: count)
            let size = OpenAPI.description.count
            // The connection may be cut while the requests are still being written, which is an end like another.
            let heard = try? await RawConnection.open(port: port) { writer, reader in
                try? await writer.write(request)
                // What its system and ours hold back is a few megabytes; the rest would be owed.
                try await Task.sleep(for: .seconds(8))
                return await reader.rest().utf8.count
            }
            #expect(heard ?? 0 < count * size)
            let after = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            #expect(answer(try await RawConnection.ask(port: port, after)).status == "200")
        }
    }

    @Test
    func `places are counted for each network, and a proxy's are not`() throws {
        let proxies = ProxySettings(trusted: [try #require(NetworkRange("10.0.0.1"))])
        let places = ConnectionPlaces(limit: 6, perNetwork: 2, proxies: proxies)
        func isTaken(_ address: String) -> Bool {
            guard case .place = places.take(for: NetworkAddress(address)) else { return false }
            return true
        }
        #expect(["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"].map(isTaken) == [true, true, false, true])
        #expect(["2001:db8::1", "2001:db8::2", "2001:db8::3"].map(isTaken) == [true, true, false])
        places.giveBack("192.0.2.1")
        #expect(isTaken("10.0.0.1") && isTaken("10.0.0.1") && !isTaken("10.0.0.1"))
        places.giveBack(nil)
        #expect(isTaken("192.0.2.1"))
    }

    @Test
    func `one sender's bodies leave room for another's`() {
        let bodies = BodyBudget(bytes: 100)
        #expect(bodies.take(20, for: "a") && !bodies.take(20, for: "a") && bodies.take(20, for: "b"))
        bodies.giveBack(20, for: "a")
        #expect(bodies.take(25, for: "a") && bodies.take(25, for: "c") && bodies.take(25, for: "d"))
        #expect(!bodies.take(10, for: "e"))
    }
}
