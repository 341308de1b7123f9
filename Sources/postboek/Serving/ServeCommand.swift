import ArgumentParser
import Backups
import Certificates
import Configuration
import Foundation
import HTTPService
import Ledger
import Logging
import Metrics
import Postoffice
import PrometheusExport
import ServiceLifecycle
import UnixSignals

/// `postboek serve`: runs the service.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service: send, take pixel hits in, answer queries.",
        discussion: """
            Makes the data folder, its master key and, if there is no organization yet, one named `main`. Prints the \
            address and, only that first time, an access key.

            Pixel and link addresses in mails are made from --public-url, so set it to the address under which your \
            customers reach the service.

            POSTBOEK_ANCHOR_URLS (addresses, with commas between) says to which witnesses and servers a customer may let \
            checkpoints go over HTTP (`postboek anchor --url`); without it that is set at the machine itself.
            """
    )

    @OptionGroup var options: CommonOptions

    @Option(help: "The port to listen on (default 8025; 0 takes a free one).")
    var port: Int?

    @Option(help: "The address to listen on (default 127.0.0.1).")
    var host: String?

    @Flag(help: "Allow mail servers on this machine and in private networks, and on any port.")
    var allowPrivateHosts = false

    @OptionGroup(title: "How it is reached") var access: ServeAccessOptions

    @Option(help: ArgumentHelp("Take the reports of a bounce domain there.", valueName: "HOST:PORT"))
    var reportListen: String?

    @Option(help: "How mail servers speak there: lmtp or smtp (default lmtp).")
    var reportSpeech: String?

    @Option(
        help: ArgumentHelp(
            "The bounce domains, separated by commas; by default that of the relay.",
            valueName: "DOMAINS"
        )
    )
    var reportDomains: String?

    @Option(help: ArgumentHelp("Who gets the reports that fit nobody's mail.", valueName: "ORGANIZATION"))
    var operatorOrganization: String?

    @Option(help: ArgumentHelp("Back the data folder up to there, again and again.", valueName: "FOLDER"))
    var backupTo: String?

    @Option(help: ArgumentHelp("How often, for example 15m, 1h or 1d (default 1h).", valueName: "TIME"))
    var backupEvery: String?

    @OptionGroup(title: "Relay shared by organizations") var relay: RelayOptions

    func run() async throws {
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        if allowPrivateHosts { flags["allow.private.hosts"] = ConfigValue(.bool(true), isSecret: false) }
        flags["report.listen"] = reportListen.map { ConfigValue(.string($0), isSecret: false) }
        flags["report.speech"] = reportSpeech.map { ConfigValue(.string($0), isSecret: false) }
        flags["report.domains"] = reportDomains.map { ConfigValue(.string($0), isSecret: false) }
        flags["operator"] = operatorOrganization.map { ConfigValue(.string($0), isSecret: false) }
        flags["backup.to"] = backupTo.map { ConfigValue(.string($0), isSecret: false) }
        flags["backup.every"] = backupEvery.map { ConfigValue(.string($0), isSecret: false) }
        flags["port"] = port.map { ConfigValue(.int($0), isSecret: false) }
        flags["host"] = host.map { ConfigValue(.string($0), isSecret: false) }
        flags.merge(relay.flags) { _, new in new }
        flags.merge(access.flags) { _, new in new }
        let settings = try await CommandSettings.read(options, flags: flags)
        let logger = settings.logger()
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        let certificate = try settings.access.certificate()
        let reportCertificate = settings.reportListen == nil ? nil : try settings.access.reportCertificate()
        let scheme = certificate == nil ? "http" : "https"
        let publicURL = try PublicURL.checked(settings.publicURL ?? "\(scheme)://\(settings.host):\(settings.port)")
        // A free port is known only when the service listens; nothing is mailed before.
        let isPortOpen = settings.publicURL == nil && settings.port == 0

        let folder = try await OpenedFolder.open(settings, publicURL: publicURL)
        let firstKey = try await firstAccessKey(folder.office)
        let json = options.json
        let http = buildHTTPService(
            office: folder.office,
            metrics: metrics,
            settings: Self.httpSettings(settings, certificate: certificate),
            logger: logger,
            onServerRunning: { port in
                let url = "\(scheme)://\(settings.host):\(port)"
                if isPortOpen { folder.office.moved(toPublicURL: url) }
                Self.announce(url: url, key: firstKey, office: folder.office, json: json)
            }
        )
        var services: [any Service] = [folder.office, http]
        let watches = [certificate, reportCertificate].compactMap(\.self)
            .map { TLSCertificateWatch($0, logger: logger) }
        if !watches.isEmpty { services.append(CertificateSignals(watches: watches)) }
        if let listener = try Self.reportListener(settings, folder.office, reportCertificate, logger) {
            services.append(listener)
        }
        if let place = settings.backupTo {
            guard let interval = Interval(argument: settings.backupEvery) else {
                throw CommandError("--backup-every must be like 15m, 1h or 1d")
            }
            try BackupRun.requireApart(place, from: settings.data)
            let backups = FolderBackups(data: settings.data, folder: place)
            services.append(BackupTimer(backups: backups, interval: interval.duration, logger: logger))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await ListeningPort.explaining(settings.host, settings.port) { try await group.run() }
        } catch {
            await folder.office.close()
            throw error
        }
        await folder.office.close()
    }

    private static func httpSettings(
        _ settings: CommandSettings,
        certificate: TLSCertificate?
    ) -> HTTPServiceSettings {
        var http = HTTPServiceSettings(host: settings.host, port: settings.port)
        http.certificate = certificate
        http.proxies = settings.access.proxies
        http.connections = OpenFileLimit.connections(settings.access.connections, within: OpenFileLimit.raise())
        return http
    }

    private static func reportListener(
        _ settings: CommandSettings,
        _ office: Postoffice,
        _ certificate: TLSCertificate?,
        _ logger: Logger
    ) throws -> (any Service)? {
        guard let place = settings.reportListen else { return nil }
        guard let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]) else {
            throw CommandError("--report-listen must be like 127.0.0.1:2424")
        }
        try ListeningPort.check(port)
        let domain = SharedBounceDomain(
            host: String(place[..<colon]),
            port: port,
            speech: settings.reportSpeech,
            domains: settings.reportDomains
        )
        do {
            return try office.reportListener(domain, certificate: certificate, logger: logger)
        } catch let error as PostofficeError {
            throw CommandError(error.words)
        }
    }

    private func firstAccessKey(_ office: Postoffice) async throws -> String? {
        guard office.organizations.isEmpty else { return nil }
        return try await office.createOrganization(named: options.organization ?? "main").accessKey
    }

    private struct Announcement: Encodable {
        var url: String
        var organizations: [String]
        var accessKey: String?
    }

    private static func announce(url: String, key: String?, office: Postoffice, json: Bool) {
        let names = office.organizations.map(\.name)
        guard !json else {
            try? Output.json(Announcement(url: url, organizations: names, accessKey: key))
            return
        }
        Output.line("Postboek listens at \(url) (organizations: \(names.joined(separator: ", ")))")
        if let key { Output.line("Access key, shown only this once: \(key)") }
        for organization in office.organizations {
            guard let refusal = organization.ledger.refusal else { continue }
            Output.line("ATTENTION: the ledger of \(organization.name) is open for reading only: \(refusal)")
        }
    }
}

/// The address under which the world reaches the service.
enum PublicURL {
    /// The address without a slash at its end.
    ///
    /// - Throws: ``CommandError`` if it is no http or https address.
    static func checked(_ text: String) throws -> String {
        guard
            let url = URL(string: text), url.scheme == "http" || url.scheme == "https", url.host() != nil,
            url.query == nil
        else { throw CommandError("--public-url must be like https://mail.example.com") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
