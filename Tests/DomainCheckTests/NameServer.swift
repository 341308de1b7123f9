import DomainCheck
import Foundation
import Testing

/// A real name server, nsd, run from a folder of its own on a free loopback port.
struct NameServer: Sendable {
    /// Where it listens.
    let address: DNSServerAddress

    private static let program = "/usr/sbin/nsd"

    /// Whether this machine has one.
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// The server of the suite that runs.
    @TaskLocal static var current: NameServer?

    /// Runs a server while a body runs.
    ///
    /// - Parameters:
    ///   - zones: The zone files by the names of their zones; nil for a zone whose file is missing.
    ///   - body: What asks it.
    /// - Throws: ``NameServerFailure`` where it does not start; what the body throws.
    static func run(zones: [String: String?], _ body: (Self) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "postboek-nsd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = try SilentServer()
        let port = socket.port
        socket.close()
        try write(zones, port: port, to: folder.path)
        let process = Process()
        // The thread that starts it may have signals blocked, which a child inherits; nsd would then never hear its end.
        let unblocked =
            """
            import os, signal, sys
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            os.execv(sys.argv[1], sys.argv[1:])
            """
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", unblocked, program, "-d", "-c", "\(folder.path)/nsd.conf"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        do {
            let server = Self(address: try DNSServerAddress(parsing: "127.0.0.1:\(port)"))
            try await server.waitUntilUp()
            try await body(server)
            await end(process)
        } catch {
            await end(process)
            throw error
        }
    }

    private static func write(_ zones: [String: String?], port: UInt16, to folder: String) throws {
        var settings = """
            server:
              ip-address: 127.0.0.1@\(port)
              username: ""
              zonesdir: "\(folder)"
              database: ""
              pidfile: "\(folder)/nsd.pid"
              logfile: "\(folder)/nsd.log"
              xfrdfile: "\(folder)/xfrd.state"
              zonelistfile: "\(folder)/zone.list"
              server-count: 1
            remote-control:
              control-enable: no

            """
        for (name, text) in zones {
            settings += "zone:\n  name: \(name)\n  zonefile: \(name).zone\n"
            guard let text else { continue }
            let head = "$ORIGIN \(name).\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n"
            try (head + text + "\n").write(toFile: "\(folder)/\(name).zone", atomically: true, encoding: .utf8)
        }
        try settings.write(toFile: "\(folder)/nsd.conf", atomically: true, encoding: .utf8)
    }

    private func waitUntilUp() async throws {
        let resolver = DNSResolver(settings: DNSResolver.Settings(servers: [address], timeout: 500, tries: 1))
        for _ in 0..<200 {
            if case .records = await resolver.answer(to: "ns.test", .address) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NameServerFailure()
    }

    private static func end(_ process: Process) async {
        process.terminate()
        // Gone for this process, or only unheard of: Foundation watches a socket, which children of the server hold too.
        for _ in 0..<100 where process.isRunning {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.02) { continuation.resume() }
            }
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

struct NameServerFailure: Error {}

/// Runs a suite beside one name server that holds the zones of ``Zones``.
struct BesideNameServer: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await NameServer.run(zones: Zones.all) { server in
            try await NameServer.$current.withValue(server) { try await function() }
        }
    }
}

/// A UDP socket that takes questions and answers none.
struct SilentServer {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(descriptor, general, size) == 0 && getsockname(descriptor, general, &size) == 0
            }
        }
        guard isBound else { throw NameServerFailure() }
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() { _ = Foundation.close(descriptor) }
}
