import ArgumentParser
import Foundation
import Ledger
import LedgerFiles
import Postoffice

/// `postboek keys`: rotates keys.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Rotate the master key, or the key of a person or organization.",
        discussion: "For the access keys of programs see `postboek key`.",
        subcommands: [Rotate.self, RotateMaster.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a person a new key; without an address the organization itself.",
            discussion: """
                What is stated from now on is sealed with the new key. What was sealed before still opens with the former \
                ones, and an erasure destroys all of them.
                """
        )

        @Argument(help: ArgumentHelp("The person's address; `-` reads it from standard input.", valueName: "ADDRESS"))
        var address: String?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var address: String?
        }

        private struct Answer: Decodable {
            var key: String
        }

        func run() async throws {
            let person = address == "-" ? readLine() : address
            if address == "-", person == nil { throw CommandError("standard input holds no address") }
            let body = try JSONEncoder().encode(Request(address: person))
            let bytes = try await withService(options) { client in
                try await client.call("POST", "/v1/subject-keys/rotate", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            Output.line("The new key is \(try JSONDecoder().decode(Answer.self, from: bytes).key).")
        }
    }

    struct RotateMaster: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-master",
            abstract: "Wrap all keys of a data folder with a new master key. The service must be stopped.",
            discussion: """
                Where the master key is the data folder's instance.key, a new one is made and takes its place once everything \
                is wrapped with it. Where it comes from the environment, a file of your own or a command, name the new one \
                with --new-key-file, and have the service use it from then on.

                Each organization's key file is wrapped anew as a whole or not at all. If this is cut short, run it again \
                (a service that starts in between also completes it where both keys are in the data folder): no moment \
                leaves a file that neither the old nor the new key opens. The old key opens nothing afterwards but backups \
                from before; keep it as long as those, or delete both.
                """
        )

        @Option(
            help: ArgumentHelp(
                "A file with the new master key (base64 of 32 bytes), for its owner only.",
                valueName: "FILE"
            )
        )
        var newKeyFile: String?

        @OptionGroup var options: CommonOptions

        private struct Answer: Encodable {
            var organizations: Int
            var wrappedBefore: Int
        }

        func run() async throws {
            let settings = try await CommandSettings.read(options)
            do {
                let outcome = try await MasterKeyRotation.run(
                    folder: settings.data,
                    source: settings.masterKey,
                    newKeyFile: newKeyFile
                )
                guard !options.json else {
                    return try Output.json(
                        Answer(organizations: outcome.organizations, wrappedBefore: outcome.wrappedBefore)
                    )
                }
                let count = outcome.organizations == 1 ? "1 organization" : "\(outcome.organizations) organizations"
                Output.line("The keys of \(count) are wrapped with the new master key.")
                Output.line(
                    settings.masterKey.isFolder
                        ? "It is in \(settings.data)/\(MasterKey.fileName). Copy it now to where you keep the old one: the old one opens "
                            + "only backups from before, and without the new one nothing made from now on can be read."
                        : "Have the service use it from now on, and keep a copy of it where you keep the old one, which opens only "
                            + "backups from before."
                )
            } catch let error as MasterKeyError {
                throw CommandError(error.description)
            } catch let error as FolderLockError {
                throw CommandError("\(error). Stop the service first.")
            }
        }
    }
}
