import ArgumentParser
import Certificates
import Configuration
import Evidence
import HTTPService
import Ledger

/// How `postboek serve` is reached: by TLS, through proxies, and by how many at once.
struct ServeAccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Speak TLS with this certificate: a PEM file, the server's own first, then those that lead to its root.",
            valueName: "FILE"
        )
    )
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp("The private key of that certificate, a PEM file without a password.", valueName: "FILE")
    )
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Offer STARTTLS at --report-listen with this certificate; without it that of --tls-certificate, if there is one.",
            valueName: "FILE"
        )
    )
    var reportTlsCertificate: String?

    @Option(help: ArgumentHelp("The private key of that certificate.", valueName: "FILE"))
    var reportTlsKey: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Proxies whose word about where a request came from is taken, such as 127.0.0.1 or 10.0.0.0/8.",
            valueName: "CIDR"
        )
    )
    var trustedProxy: [String] = []

    @Option(
        help: ArgumentHelp(
            "What those proxies write: x-forwarded (X-Forwarded-For and -Proto; the default) or forwarded (RFC 7239).",
            valueName: "HEADER"
        )
    )
    var forwardedHeader: String?

    @Option(help: ArgumentHelp("How many connections may be open at once (default 10000).", valueName: "N"))
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "How many events of an organization may wait for the disk, before requests get 503 (default 20000).",
            valueName: "N"
        )
    )
    var waitingEvents: Int?

    /// The flags by the names of their settings.
    var flags: [AbsoluteConfigKey: ConfigValue] {
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        flags["tls.certificate"] = tlsCertificate.map { ConfigValue(.string($0), isSecret: false) }
        flags["tls.key"] = tlsKey.map { ConfigValue(.string($0), isSecret: false) }
        flags["report.tls.certificate"] = reportTlsCertificate.map { ConfigValue(.string($0), isSecret: false) }
        flags["report.tls.key"] = reportTlsKey.map { ConfigValue(.string($0), isSecret: false) }
        if !trustedProxy.isEmpty {
            flags["trusted.proxies"] = ConfigValue(.string(trustedProxy.joined(separator: ",")), isSecret: false)
        }
        flags["forwarded.header"] = forwardedHeader.map { ConfigValue(.string($0), isSecret: false) }
        flags["connections"] = connections.map { ConfigValue(.int($0), isSecret: false) }
        flags["waiting.events"] = waitingEvents.map { ConfigValue(.int($0), isSecret: false) }
        return flags
    }
}

/// The same as read from flags, environment and file.
struct ServeAccess {
    /// The certificate's files; nil for plain HTTP.
    let tls: (certificate: String, key: String)?
    /// The files of the certificate that is shown to mail servers; nil where they are offered no TLS.
    let reportTLS: (certificate: String, key: String)?
    /// The proxies before the service.
    let proxies: ProxySettings
    /// How many connections may be open at once.
    let connections: Int
    /// How many events of an organization may wait for the disk.
    let waitingEvents: Int

    init(_ reader: ConfigReader) throws {
        tls = try Self.files("tls", reader)
        reportTLS = try Self.files("report.tls", reader) ?? tls
        let texts = reader.string(forKey: "trusted.proxies", default: "").split { $0 == "," || $0 == " " }
        let trusted = try texts.map { text in
            guard let range = NetworkRange(text) else {
                throw CommandError("--trusted-proxy \(text) is no address or range such as 127.0.0.1 or 10.0.0.0/8")
            }
            return range
        }
        let name = reader.string(forKey: "forwarded.header", default: ProxySettings.Header.xForwarded.rawValue)
        guard let header = ProxySettings.Header(rawValue: name) else {
            throw CommandError("--forwarded-header is x-forwarded or forwarded")
        }
        proxies = ProxySettings(trusted: trusted, header: header)
        connections = reader.int(forKey: "connections", default: 10_000)
        guard (1...1_000_000).contains(connections) else {
            throw CommandError("--connections is a whole number from 1 to 1000000")
        }
        waitingEvents = reader.int(forKey: "waiting.events", default: LedgerLimits().waitingEvents)
        // Nothing smaller would take what one request may hold.
        guard (100...1_000_000).contains(waitingEvents) else {
            throw CommandError("--waiting-events is a whole number from 100 to 1000000")
        }
    }

    /// Reads the certificate of the service.
    ///
    /// - Throws: ``CommandError`` in words for the person at the terminal.
    func certificate() throws -> TLSCertificate? {
        try tls.map { files in try Self.read(files, protocols: ["http/1.1"]) }
    }

    /// Reads the certificate that is shown to mail servers.
    ///
    /// - Throws: ``CommandError`` in words for the person at the terminal.
    func reportCertificate() throws -> TLSCertificate? {
        try reportTLS.map { files in try Self.read(files, protocols: []) }
    }

    private static func files(
        _ name: String,
        _ reader: ConfigReader
    ) throws -> (certificate: String, key: String)? {
        let certificate = reader.string(forKey: ConfigKey("\(name).certificate"))
        switch (certificate, reader.string(forKey: ConfigKey("\(name).key"))) {
        case (let certificate?, let key?): return (certificate, key)
        case (nil, nil): return nil
        default:
            let flag = name.replacing(".", with: "-")
            throw CommandError("--\(flag)-certificate and --\(flag)-key belong together; give both, or none")
        }
    }

    private static func read(
        _ files: (certificate: String, key: String),
        protocols: [String]
    ) throws -> TLSCertificate {
        do {
            return try TLSCertificate(certificate: files.certificate, key: files.key, protocols: protocols)
        } catch {
            throw CommandError("TLS cannot be spoken: \(error)")
        }
    }
}
