import ArgumentParser
import Configuration

/// The operator's relay, as flags of `serve`.
struct RelayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The mail server that organizations share.", valueName: "HOST"))
    var relayHost: String?

    @Option(help: ArgumentHelp("Its port (default 587).", valueName: "PORT"))
    var relayPort: Int?

    @Option(help: ArgumentHelp("How the connection is protected: none, starttls or tls.", valueName: "HOW"))
    var relaySecurity: String?

    @Option(help: ArgumentHelp("The user name, if it asks for one.", valueName: "NAME"))
    var relayUsername: String?

    @Option(help: ArgumentHelp("A file that holds the password on its first line.", valueName: "FILE"))
    var relayPasswordFile: String?

    @Option(help: ArgumentHelp("The domain under which each organization has an address.", valueName: "DOMAIN"))
    var relayDomain: String?

    @Option(
        help: ArgumentHelp("A domain whose mail comes back to this service, for return paths.", valueName: "DOMAIN")
    )
    var relayBounceDomain: String?

    @Option(help: ArgumentHelp("Further certificates to trust, as a PEM file.", valueName: "FILE"))
    var relayTrustRoots: String?

    /// The flags that were given, by the names of settings.
    var flags: [AbsoluteConfigKey: ConfigValue] {
        let texts: [(AbsoluteConfigKey, String?)] = [
            ("relay.host", relayHost), ("relay.security", relaySecurity), ("relay.username", relayUsername),
            ("relay.password.file", relayPasswordFile), ("relay.domain", relayDomain),
            ("domain.bounce", relayBounceDomain), ("relay.trust.roots", relayTrustRoots),
        ]
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, text) in texts { flags[key] = text.map { ConfigValue(.string($0), isSecret: false) } }
        flags["relay.port"] = relayPort.map { ConfigValue(.int($0), isSecret: false) }
        return flags
    }
}
