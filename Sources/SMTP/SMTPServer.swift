/// How the connection to a server is protected.
///
/// There is no opportunistic choice: what is asked for is done, or nothing is sent.
package enum SMTPSecurity: String, Hashable, Sendable, Codable, CaseIterable {
    /// Clear text, for a server on the same machine or a trusted wire.
    case none
    /// TLS by STARTTLS, which the server must offer (RFC 3207); usual on ports 587 and 25.
    case startTLS
    /// TLS from the first byte (RFC 8314); usual on port 465.
    case tls
}

/// How long each step may take.
///
/// The defaults are those of RFC 5321 §4.5.3.2 where it asks for patience, and shorter before a message is under way.
package struct SMTPTimeouts: Hashable, Sendable {
    /// From the first packet to an open TCP connection, name lookup included.
    package var connect: Duration
    /// Until the server's greeting.
    package var greeting: Duration
    /// Until the reply to a command, and for the TLS handshake.
    package var command: Duration
    /// Until one chunk of the message (64 KiB at most) is written.
    package var dataChunk: Duration
    /// Until the reply to the final dot; ending this wait early makes an outcome uncertain.
    package var finalReply: Duration

    /// Sets the limits; a limit left out keeps its default.
    package init(
        connect: Duration = .seconds(30),
        greeting: Duration = .seconds(60),
        command: Duration = .seconds(60),
        dataChunk: Duration = .seconds(180),
        finalReply: Duration = .seconds(600)
    ) {
        self.connect = connect
        self.greeting = greeting
        self.command = command
        self.dataChunk = dataChunk
        self.finalReply = finalReply
    }
}

/// A submission server and how to talk to it.
///
/// The certificate is always verified in full: chain and name (or address, where `host` is one).
package struct SMTPServer: Hashable, Sendable {
    /// A name or an IP address; the certificate must carry it.
    package var host: String
    /// The TCP port.
    package var port: Int
    /// The protection of the connection.
    package var security: SMTPSecurity
    /// What to sign in with; `nil` sends without signing in.
    package var credentials: SMTPCredentials?
    /// Whether credentials may cross a connection without TLS.
    package var allowsPlaintextAuthentication: Bool
    /// The name said in EHLO: a domain, or an address literal like `[192.0.2.1]`.
    package var heloName: String
    /// A PEM file of certificates trusted beside those of the system.
    package var trustRootsPEMPath: String?
    /// Which addresses the host may have; checked when connecting, on the very address that is connected to.
    package var addresses: SMTPAddressRule
    /// The time limits.
    package var timeouts: SMTPTimeouts

    /// Describes a server; nothing is connected or checked yet.
    package init(
        host: String,
        port: Int,
        security: SMTPSecurity,
        credentials: SMTPCredentials? = nil,
        allowsPlaintextAuthentication: Bool = false,
        heloName: String = "localhost",
        trustRootsPEMPath: String? = nil,
        addresses: SMTPAddressRule = .any,
        timeouts: SMTPTimeouts = SMTPTimeouts()
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.allowsPlaintextAuthentication = allowsPlaintextAuthentication
        self.heloName = heloName
        self.trustRootsPEMPath = trustRootsPEMPath
        self.addresses = addresses
        self.timeouts = timeouts
    }

    /// Refuses settings with which no session may start.
    ///
    /// The same check runs before every connection; call it when settings are saved, so that a person hears it at once.
    package func check() throws(SMTPInputError) {
        _ = try SMTPOpening(self)
    }
}
