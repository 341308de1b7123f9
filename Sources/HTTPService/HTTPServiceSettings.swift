import Certificates

/// What the HTTP service is started with.
package struct HTTPServiceSettings: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 lets the system choose one.
    package var port: Int
    /// How many connections may be open at once; more are refused.
    package var connections = 10_000
    /// How many of them from one network; nil for a quarter.
    ///
    /// Proxies that are trusted do not count as one.
    package var connectionsPerNetwork: Int?
    /// The certificate by which it speaks TLS; nil for plain HTTP.
    package var certificate: TLSCertificate?
    /// The proxies before the service.
    package var proxies = ProxySettings()
    /// How long a connection may stay silent between requests, or within one, before it is closed.
    package var idleTimeout: Duration = .seconds(60)
    /// How long a request's body may take to arrive.
    package var bodyTimeout: Duration = .seconds(120)
    /// How many bytes of request bodies may be in memory at once, over all connections; one organization may have a quarter.
    package var bodyBytesAtOnce = 512_000_000
    /// How many bytes of large answers may be in memory at once; one organization may have a quarter.
    package var answerBytesAtOnce = 512_000_000
    /// How many live feeds may be open at once.
    package var feeds = 256
    /// After how long without an event a live feed says that it is still there.
    package var heartbeat: Duration = .seconds(15)
    /// How many bytes of providers' calls may be in memory at once.
    package var webhookBytesAtOnce = 64_000_000
    /// How many refused webhook calls a network may make in a minute before it is told to wait.
    package var webhookRefusalsPerMinute = 120
    /// How many refused access keys a network may show in a minute before it is told to wait.
    package var refusalsPerMinute = 20
    /// How many refused access keys may name one key's id in a minute, from all networks together.
    package var refusalsPerKeyAndMinute = 60

    /// Makes settings with the usual bounds.
    package init(host: String = "127.0.0.1", port: Int = 8080) {
        self.host = host
        self.port = port
    }
}
