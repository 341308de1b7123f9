import ArgumentParser
import Foundation

/// `postboek webhook`: the addresses that providers call.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Set up the address that a provider calls with what became of mails.",
        discussion: """
            Each provider (mailgun, sendgrid, mailjet) gets an address of its own with a secret in it, and a key by which \
            its calls are checked:

            \u{20}   postboek webhook set mailgun --key-file FILE     the webhook signing key, not the API key
            \u{20}   postboek webhook set sendgrid --key-file FILE    the verification key of the signed event webhook
            \u{20}   postboek webhook set mailjet --key-file FILE     USER:PASSWORD, if the address shall ask for them

            Then give the address to the provider. `postboek feeds` shows whether its calls arrive and verify.
            """,
        subcommands: [Set.self, Show.self, Remove.self]
    )

    private struct Answer: Decodable {
        var url: String
        var nextStep: String
    }

    private static func show(_ bytes: Data, _ options: CommonOptions) throws {
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        Output.line("Address, which holds a secret: \(answer.url)")
        Output.line(answer.nextStep)
    }

    private static func path(_ provider: String) -> String {
        "/v1/settings/methods/\(provider.percentEncoded)/webhook"
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set a webhook up, or change it.")

        @Argument(help: ArgumentHelp("mailgun, sendgrid or mailjet.", valueName: "PROVIDER"))
        var provider: String

        @Option(help: ArgumentHelp("A file with the key that checks its calls.", valueName: "FILE"))
        var keyFile: String?

        @Option(help: ArgumentHelp("How old a signature may be, in seconds (a day and an hour).", valueName: "SECONDS"))
        var maximumAge: Int64?

        @Flag(help: "Make a new address; the old one is refused from now on.")
        var newAddress = false

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var key: String?
            var maximumAgeSeconds: Int64?
            var newAddress: Bool
        }

        func run() async throws {
            var key: String?
            if let keyFile {
                guard let data = FileManager.default.contents(atPath: keyFile) else {
                    throw CommandError("there is no file \(keyFile) that can be read")
                }
                key = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            }
            let body = try JSONEncoder().encode(
                Request(key: key, maximumAgeSeconds: maximumAge, newAddress: newAddress)
            )
            let path = WebhookCommand.path(provider)
            let bytes = try await withService(options) { client in try await client.call("PUT", path, body: body) }
            try WebhookCommand.show(bytes, options)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a webhook's address.")

        @Argument(help: ArgumentHelp("mailgun, sendgrid or mailjet.", valueName: "PROVIDER"))
        var provider: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = WebhookCommand.path(provider)
            let bytes = try await withService(options) { client in try await client.call("GET", path) }
            try WebhookCommand.show(bytes, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a webhook away; its calls are refused.")

        @Argument(help: ArgumentHelp("mailgun, sendgrid or mailjet.", valueName: "PROVIDER"))
        var provider: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = WebhookCommand.path(provider)
            _ = try await withService(options) { client in try await client.call("DELETE", path) }
            guard !options.json else { return Output.line("{}") }
            Output.line("The webhook of \(provider) is gone.")
        }
    }
}
