import ArgumentParser
import Foundation
import Mail
import Postoffice

/// The methods as the service lists them.
struct MethodList: Decodable {
    struct Item: Decodable {
        struct Condition: Decodable {
            var state: String
            var advice: String?

            /// The state, and what to do about it.
            var words: String {
                let state = state.replacing("_", with: " ")
                return advice.map { "\(state): \($0)" } ?? state
            }
        }
        var kind: String
        var title: String
        var isDefault: Bool
        var condition: Condition
    }
    var methods: [Item]
}

/// `postboek method`: sets up how mail is sent.
struct MethodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "method",
        abstract: "Set up how mail is sent.",
        subcommands: [
            SetMethodCommand.self, List.self, Show.self, Default.self, TestMethodCommand.self,
            VerifyMethodCommand.self, SignInCommand.self, Remove.self, Kinds.self,
            MethodLimitCommand.self, MethodStatusCommand.self, CheckMethodCommand.self,
            NewKeysCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the methods: which are set up, which is used, and whether they can send."
        )

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", "/v1/settings/methods")
            }
            guard !options.json else { return Output.json(bytes) }
            let rows = try JSONDecoder().decode(MethodList.self, from: bytes).methods.map { method in
                [method.kind, method.isDefault ? "default" : "", method.condition.words, method.title]
            }
            Output.table(["METHOD", "", "STATE", "WHAT IT IS"], rows)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a method's settings; secrets stay where they are."
        )

        @Argument(help: "Which: see `postboek method kinds`.")
        var kind: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = "/v1/settings/methods/\(kind.percentEncoded)"
            Output.json(try await withService(options) { client in try await client.call("GET", path) })
        }
    }

    struct Default: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Choose the method for mails that name none.")

        @Argument(help: "Which; it must be set up.")
        var kind: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let body = try JSONEncoder().encode(["kind": kind])
            let bytes = try await withService(options) { client in
                try await client.call("PUT", "/v1/settings/default-method", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            Output.line("Mails that name no method now go by \(kind.printable).")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a method out of use, and destroy its passwords and tokens.",
            discussion: "Mails that wait for it keep waiting until it is set up again."
        )

        @Argument(help: "Which.")
        var kind: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = "/v1/settings/methods/\(kind.percentEncoded)"
            _ = try await withService(options) { client in try await client.call("DELETE", path) }
            guard !options.json else { return try Output.json(["removed": kind]) }
            Output.line("The method \(kind.printable) is no longer set up.")
        }
    }

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all kinds of methods, what they ask for, and what they can know after sending.",
            discussion: "Needs no data folder and no service."
        )

        @Flag(help: "Print JSON, for a machine to read.")
        var json = false

        func run() throws {
            guard !json else { return try Output.json(MethodRegistry.kinds) }
            Output.table(["METHOD", "WHAT IT IS"], MethodRegistry.kinds.map { [$0.kind.rawValue, $0.title] })
        }
    }
}
