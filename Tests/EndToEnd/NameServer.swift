import Foundation

/// A real name server, nsd, run from a folder of its own on a free loopback port, with one zone.
struct NameServer {
    /// Its port.
    let port: Int
    private let folder: String
    private let process: RunningProcess

    private static let program = "/usr/sbin/nsd"

    /// Whether this machine has one.
    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// Runs a server while a body runs; the zone has an SOA, its own address and NS record, and what is given.
    static func run<Value>(
        zone: String,
        port: Int,
        records: String,
        _ body: (Self) async throws -> Value
    ) async throws -> Value {
        let server = try start(zone: zone, port: port, records: records)
        do {
            let value = try await body(server)
            await server.process.end(SIGTERM)
            try? FileManager.default.removeItem(atPath: server.folder)
            return value
        } catch {
            await server.process.end(SIGTERM)
            try? FileManager.default.removeItem(atPath: server.folder)
            throw error
        }
    }

    private static func start(zone: String, port: Int, records: String) throws -> Self {
        let folder = "/tmp/postboek-nsd-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let settings = """
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
            zone:
              name: \(zone)
              zonefile: zone

            """
        let text = """
            $ORIGIN \(zone).
            $TTL 60
            @ SOA ns hostmaster 1 3600 600 86400 60
            @ NS ns
            ns A 127.0.0.1
            \(records)

            """
        try settings.write(toFile: "\(folder)/nsd.conf", atomically: true, encoding: .utf8)
        try text.write(toFile: "\(folder)/zone", atomically: true, encoding: .utf8)
        return Self(
            port: port,
            folder: folder,
            process: try RunningProcess(program, ["-d", "-c", "\(folder)/nsd.conf"])
        )
    }
}
