import ArgumentParser
import Foundation

/// `postboek mailbox`: the mailbox that bounces come back to.
struct MailboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailbox",
        abstract: "Set up the mailbox that bounces come back to.",
        subcommands: [
            Set.self, MailboxSignInCommand.self, MailboxSignOutCommand.self, Show.self, Test.self, Read.self,
            Remove.self,
        ]
    )

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name the mailbox; it is read from then on, every few minutes.",
            discussion: """
                By IMAP the folder is only examined: mails stay as unread as they were. The first time, the last two weeks \
                are read (by POP3 everything). Only reports are kept; other mails in the mailbox are passed over. Nothing is deleted \
                unless --delete-reports is given, and then only what is kept here.

                A Gmail or Microsoft 365 mailbox needs --provider and --username alone; then `postboek mailbox sign-in` has \
                its owner sign in, and the access that is given is renewed for each reading. A token of --token-file is used \
                as it is, and not renewed.
                """
        )

        @Option(help: "imap or pop3.")
        var access = "imap"

        @Option(help: "gmail or microsoft365, to sign in with `postboek mailbox sign-in`; needs no host or password.")
        var provider: String?

        @Option(help: "The server's name; needed where there is no provider.")
        var host: String?

        @Option(help: "The server's port, if it is not the usual one.")
        var port: Int?

        @Option(help: "How the connection is protected: tls, starttls or none; tls where nothing is said.")
        var security: String?

        @Option(help: "The user name.")
        var username: String

        @Option(help: ArgumentHelp("A file that holds the password on its first line.", valueName: "FILE"))
        var passwordFile: String?

        @Option(
            help: ArgumentHelp(
                "A file with an OAuth bearer token on its first line, which is not renewed.",
                valueName: "FILE"
            )
        )
        var tokenFile: String?

        @Option(help: "The IMAP folder.")
        var folder = "INBOX"

        @Option(help: ArgumentHelp("How long to wait between two readings.", valueName: "SECONDS"))
        var poll = 300

        @Flag(help: "Delete reports from the mailbox once they are kept.")
        var deleteReports = false

        @Flag(help: "Allow the password to be sent without TLS.")
        var allowPlaintextAuthentication = false

        @Option(help: ArgumentHelp("Certificates to trust in place of the system's, as a PEM file.", valueName: "FILE"))
        var trustRoots: String?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var `protocol`: String
            var provider: String?
            var host: String?
            var port: Int?
            var security: String?
            var username: String
            var signIn: String?
            var folder: String
            var pollSeconds: Int
            var deleteReports: Bool
            var allowPlaintextAuthentication: Bool
            var trustRootsPath: String?
            var password: String?
            var token: String?
        }

        func run() async throws {
            let request = Request(
                protocol: access,
                provider: provider,
                host: host,
                port: port,
                security: security,
                username: username,
                signIn: provider != nil || tokenFile != nil ? "oauth" : "password",
                folder: folder,
                pollSeconds: poll,
                deleteReports: deleteReports,
                allowPlaintextAuthentication: allowPlaintextAuthentication,
                trustRootsPath: trustRoots,
                password: try passwordFile.map(Self.firstLine),
                token: try tokenFile.map(Self.firstLine)
            )
            let body = try JSONEncoder().encode(request)
            let bytes = try await withService(options) { client in
                try await client.call("PUT", "/v1/settings/mailbox", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            guard provider == nil else {
                return Output.line("The mailbox is named. Now sign in to it: `postboek mailbox sign-in`.")
            }
            Output.line(
                "Bounces are now read from \(host ?? "") (\(access), \(folder)). Try it with `postboek mailbox test`."
            )
        }

        private static func firstLine(ofFile path: String) throws -> String {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let line = text.split(whereSeparator: \.isNewline).first
            else { throw CommandError("the file \(path) cannot be read, or is empty") }
            return String(line)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the mailbox that is set up, and how the last reading ended."
        )

        @OptionGroup var options: CommonOptions

        private struct Answer: Decodable {
            var `protocol`: String
            var host: String
            var port: Int
            var folder: String
            var authorization: String?
            var problem: String?
            var readAt: String?
        }

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", "/v1/settings/mailbox")
            }
            guard !options.json else { return Output.json(bytes) }
            let answer = try JSONDecoder().decode(Answer.self, from: bytes)
            Output.line("\(answer.protocol) at \(answer.host):\(answer.port), \(answer.folder)".printable)
            switch answer.authorization {
            case "signed_in": Output.line("signed in")
            case "sign_in_again": Output.line("sign in again: postboek mailbox sign-in")
            case "not_signed_in": Output.line("nobody signed in yet: postboek mailbox sign-in")
            default: break
            }
            Output.line("last read: \(answer.readAt ?? "not since the service was started")")
            if let problem = answer.problem { Output.line("trouble: \(problem.printable)") }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sign in to the mailbox, and read nothing.")

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await MailboxCommand.call("check", options) { "It works; \($0.waiting ?? 0) new mails are waiting." }
        }
    }

    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read the mailbox now.")

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await MailboxCommand.call("reading", options) {
                "\($0.read) mails read, \($0.reports) of them reports."
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read the mailbox no more, and forget its password.")

        @OptionGroup var options: CommonOptions

        func run() async throws {
            _ = try await withService(options) { client in try await client.call("DELETE", "/v1/settings/mailbox") }
            guard !options.json else { return Output.line("{}") }
            Output.line("No mailbox is read any more.")
        }
    }

    fileprivate struct Reading: Decodable {
        var read: Int
        var reports: Int
        var waiting: Int?
    }

    fileprivate static func call(
        _ what: String,
        _ options: CommonOptions,
        words: (Reading) -> String
    ) async throws {
        let bytes = try await withService(options) { client in
            try await client.call("POST", "/v1/settings/mailbox/\(what)")
        }
        guard !options.json else { return Output.json(bytes) }
        Output.line(words(try JSONDecoder().decode(Reading.self, from: bytes)))
    }
}
