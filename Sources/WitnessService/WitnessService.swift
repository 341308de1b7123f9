import HTTPTypes
import Hummingbird
import HummingbirdCore
import Ledger
import Logging
import NIOCore
import ServiceLifecycle
import Witness

/// Where a witness listens, and what it takes from one network.
package struct WitnessServiceSettings: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port; 0 takes a free one.
    package var port: Int
    /// The most requests of one network in a second.
    package var requestsPerSecond = 20
    /// The most connections at once.
    package var connections = 64
    /// How long a request's body may take to arrive.
    package var bodyTimeout = Duration.seconds(10)

    /// Makes settings.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// A witness on HTTP, as C2SP tlog-witness v1 has it: `POST /add-checkpoint`, and what it cosigned last for monitors.
///
/// - Parameters:
///   - witness: What decides.
///   - settings: Where to listen, and the bounds.
///   - logger: Where failures are noted.
///   - onServerRunning: Called with the port, once it listens.
/// - Returns: The service; it ends at a graceful shutdown.
package func buildWitnessService(
    _ witness: Witness,
    settings: WitnessServiceSettings,
    logger: Logger,
    onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    Application(
        router: WitnessCalls(
            witness: witness,
            rate: RequestRate(perSecond: settings.requestsPerSecond),
            bodyTimeout: settings.bodyTimeout,
            logger: logger
        ).router(),
        server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(30))),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port),
            availableConnectionsDelegate: .maximum(settings.connections, logger: logger)
        ),
        onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? settings.port) },
        logger: logger
    )
}
