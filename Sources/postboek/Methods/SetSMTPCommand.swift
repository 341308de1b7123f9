import ArgumentParser
import Foundation

/// `postboek method set smtp`.
struct SetSMTPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smtp",
        abstract: "Send through an SMTP server of your own.",
        discussion: """
            Ports: 465 with --security tls, 587 or 25 with --security starttls. Without TLS (--security none) no password \
            is sent unless you allow it.

            The envelope sender is the --from address unless --return-path is `plus` (a signed tag is added to its local \
            part, so that bounces find their mail) or an address of its own.
            """
    )

    @Option(help: "A well-known provider: gmail, outlook, ionos, mailjet, sendgrid, mailgun or custom.")
    var preset: String?

    @Option(help: "The server's name; with a preset its own.")
    var host: String?

    @Option(help: "The server's port.")
    var port: Int?

    @Option(help: "How the connection is protected: none, starttls or tls.")
    var security: String?

    @Option(help: "The user name, if the server asks for one.")
    var username: String?

    @Option(help: ArgumentHelp("A file that holds the password on its first line.", valueName: "FILE"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The sender's address.", valueName: "ADDRESS"))
    var from: String

    @Option(help: ArgumentHelp("The sender's name.", valueName: "NAME"))
    var fromName: String?

    @Option(help: ArgumentHelp("Where answers go.", valueName: "ADDRESS"))
    var replyTo: String?

    @Option(help: ArgumentHelp("The envelope sender: from, plus, or an address.", valueName: "HOW"))
    var returnPath: String?

    @Flag(help: "Ask the server to report successful delivery too (a bounce mailbox should be set up).")
    var notifySuccess = false

    @Flag(help: "Allow the password to be sent without TLS.")
    var allowPlaintextAuthentication = false

    @Option(help: ArgumentHelp("Further certificates to trust, as a PEM file.", valueName: "FILE"))
    var trustRoots: String?

    @OptionGroup var options: CommonOptions

    private struct Request: Encodable {
        var preset: String?
        var host: String?
        var port: Int?
        var security: String?
        var username: String?
        var password: String?
        var from: String
        var fromName: String?
        var replyTo: String?
        var returnPath: String?
        var notifySuccess: Bool
        var allowPlaintextAuthentication: Bool
        var trustRootsPath: String?
    }

    private struct Answer: Decodable {
        var host: String
        var port: Int
        var security: String
    }

    func run() async throws {
        let request = Request(
            preset: preset,
            host: host,
            port: port,
            security: security,
            username: username,
            password: try passwordFile.map(SecretFile.line),
            from: from,
            fromName: fromName,
            replyTo: replyTo,
            returnPath: returnPath,
            notifySuccess: notifySuccess,
            allowPlaintextAuthentication: allowPlaintextAuthentication,
            trustRootsPath: trustRoots
        )
        let body = try JSONEncoder().encode(request)
        let bytes = try await withService(options) { client in
            try await client.call("PUT", "/v1/settings/methods/smtp", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let set = try JSONDecoder().decode(Answer.self, from: bytes)
        Output.line("Mail now goes by \(set.host.printable):\(set.port) (\(set.security)), from \(from.printable).")
    }
}
