import Foundation
import Testing

/// The table of features names commands and options; each of them has to be there.
@Suite("The commands of the table of features")
struct FeatureCommandsTests {
    /// The commands of all rows with the options that go with them.
    private static func commands() throws -> [String: Set<String>] {
        let page = Binary.packageFolder.appending(path: "Sources/Postoffice/Postoffice.docc/Features.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        var commands: [String: Set<String>] = [:]
        for match in text.matches(of: /`postboek ([^`]+)`/) {
            let words = match.1.split(separator: " ").map(String.init)
            let name = words.prefix { !$0.hasPrefix("--") }.joined(separator: " ")
            commands[name, default: []].formUnion(words.filter { $0.hasPrefix("--") })
        }
        return commands
    }

    /// A command as the program lists itself.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var name: String
            }
            var names: [Name]?
        }
        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?

        /// The command of this name at or below this one; nil where there is none.
        func find(_ name: some Collection<Substring>) -> Command? {
            guard let first = name.first else { return self }
            return subcommands?.first { $0.commandName == first }?.find(name.dropFirst())
        }
    }

    private struct Listing: Decodable {
        var command: Command
    }

    @Test func `every command is there, with its options`() async throws {
        let commands = try Self.commands()
        #expect(commands.count > 30)
        let listed = try await FinishedCommand.run("postboek", ["--experimental-dump-help"])
        let all = try listed.json(as: Listing.self).command
        for (name, options) in commands {
            let command = try #require(all.find(name.split(separator: " ")), "postboek \(name)")
            let known = (command.arguments ?? []).flatMap { $0.names ?? [] }.map { "--\($0.name)" }
            #expect(options.subtracting(known).isEmpty, "postboek \(name)")
        }
    }
}
