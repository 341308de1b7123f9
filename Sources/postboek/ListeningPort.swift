import Foundation
import NIOCore

/// The port that a server of this program listens on.
enum ListeningPort {
    /// Refuses a number that is no port; a larger one would be taken for another.
    static func check(_ port: Int) throws(CommandError) {
        guard (0...65_535).contains(port) else {
            throw CommandError("\(port) is no port: use 1 to 65535, or 0 for a free one")
        }
    }

    /// Runs a server, and says in words why it could not listen.
    static func explaining(_ host: String, _ port: Int, _ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as IOError {
            switch error.errnoCode {
            case EADDRINUSE:
                throw CommandError(
                    "port \(port) on \(host) is in use by another program, perhaps by a service that runs already; stop that "
                        + "one, or name another port with --port"
                )
            case EACCES:
                throw CommandError(
                    "this user may not listen on port \(port); name one above 1023 with --port, and let a proxy pass to it"
                )
            case EADDRNOTAVAIL:
                throw CommandError("\(host) is no address of this machine; name one with --host, or 0.0.0.0 for all")
            default: throw error
            }
        }
    }
}
