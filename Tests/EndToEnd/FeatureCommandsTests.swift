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

    @Test func `every command is there, with its options`() async throws {
        let commands = try Self.commands()
        #expect(commands.count > 30)
        for (name, options) in commands {
            let words = name.split(separator: " ").map(String.init)
            let help = try await FinishedCommand.run("postboek", words + ["--help"])
            #expect(help.code == 0, "\(name): \(help.errors)")
            // An unknown word ends in the help of what stands before it.
            #expect(help.output.contains("USAGE: postboek \(name)"), "\(name)")
            for option in options { #expect(help.output.contains(option), "\(name) \(option)") }
        }
    }
}
