import ArgumentParser
import Foundation
import Mail
import Postoffice
import Sending

/// `postboek method set`: sets a method up, each kind by a command of its own.
struct SetMethodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set a method up, or change it.",
        subcommands: [
            SetKindCommand<RelayKind>.self, SetKindCommand<OwnDomainKind>.self, SetSMTPCommand.self,
            SetKindCommand<GmailKind>.self, SetKindCommand<Microsoft365Kind>.self, SetKindCommand<MailjetKind>.self,
            SetKindCommand<SendGridKind>.self, SetKindCommand<MailgunKind>.self,
        ]
    )
}

/// The name of a kind of method, as a type: each command of the parser is a type of its own.
protocol KindName: Sendable {
    static var name: String { get }
}

enum RelayKind: KindName { static let name = "relay" }
enum OwnDomainKind: KindName { static let name = "own-domain" }
enum GmailKind: KindName { static let name = "gmail" }
enum Microsoft365Kind: KindName { static let name = "microsoft365" }
enum MailjetKind: KindName { static let name = "mailjet" }
enum SendGridKind: KindName { static let name = "sendgrid" }
enum MailgunKind: KindName { static let name = "mailgun" }

/// `postboek method set KIND`, for kinds whose settings are just fields.
struct SetKindCommand<Kind: KindName>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let known = MethodRegistry.kinds.first { $0.kind.rawValue == Kind.name }
        return CommandConfiguration(
            commandName: Kind.name,
            abstract: known?.title ?? "Set up \(Kind.name).",
            discussion: """
                Settings are given by their names, for example --reply-to office@example.com, or --set \
                replyTo=office@example.com. A secret is best read from a file's first line: --api-key-file FILE, or \
                --secret apiKey=FILE; other users of the machine can see what stands on a command line.

                \(known.map(SettingWords.list) ?? "")
                """
        )
    }

    @Option(name: .customLong("set"), help: ArgumentHelp("A setting; may be repeated.", valueName: "NAME=VALUE"))
    var values: [String] = []

    @Option(help: ArgumentHelp("A secret, from a file's first line; may be repeated.", valueName: "NAME=FILE"))
    var secret: [String] = []

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Settings by name.", valueName: "--NAME VALUE"))
    var named: [String] = []

    @OptionGroup var options: CommonOptions

    func run() async throws {
        var words = SettingWords(kind: Kind.name)
        for pair in values { try words.set(pair: pair) }
        for pair in secret { try words.setSecret(pair: pair) }
        try words.set(named: named)
        let body = try JSONSerialization.data(withJSONObject: words.values)
        let (bytes, list) = try await withService(options) { client in
            let bytes = try await client.call("PUT", "/v1/settings/methods/\(Kind.name)", body: body)
            return (bytes, try await client.call("GET", "/v1/settings/methods") as MethodList)
        }
        guard !options.json else { return Output.json(bytes) }
        let condition = list.methods.first { $0.kind == Kind.name }?.condition
        let next =
            condition.flatMap { $0.state == "ready" ? nil : "It cannot send yet; \($0.words)" }
            ?? "Try it with `postboek method test \(Kind.name)`."
        Output.line("The method \(Kind.name) is set up. \(next)")
    }
}

/// Reads settings as a person types them, by what the kind says of its fields.
struct SettingWords {
    private let settings: [MethodKindAnswer.Setting]
    private let kind: String
    private(set) var values: [String: Any] = [:]

    init(kind: String) {
        self.kind = kind
        settings = MethodRegistry.kinds.first { $0.kind.rawValue == kind }?.settings ?? []
    }

    /// A setting as `name=value`.
    mutating func set(pair: String) throws {
        let (name, value) = try Self.split(pair, "NAME=VALUE")
        try set(name, to: value)
    }

    /// A secret as `name=file`.
    mutating func setSecret(pair: String) throws {
        let (name, file) = try Self.split(pair, "NAME=FILE")
        values[name] = try SecretFile.line(of: file)
    }

    /// Settings as `--name value`, `--name=value`, `--name-file FILE`, or `--name` alone for one that is true or false.
    mutating func set(named words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else { throw CommandError("\(word.printable) stands alone; write --NAME VALUE") }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = Self.camelCased(parts.first ?? "")
            if settings.first(where: { $0.name == name })?.type == .flag, parts.count == 1 {
                values[name] = true
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw CommandError("\(word.printable) has no value")
            }
            if name.hasSuffix("File"), !settings.contains(where: { $0.name == name }) {
                values[String(name.dropLast(4))] = try SecretFile.line(of: value)
            } else {
                try set(name, to: value)
            }
        }
    }

    private mutating func set(_ name: String, to value: String) throws {
        switch settings.first(where: { $0.name == name })?.type {
        case .number:
            guard let number = Int(value) else { throw CommandError("\(name.printable) is not a whole number") }
            values[name] = number
        case .flag:
            guard let flag = Bool(value) else { throw CommandError("\(name.printable) is not true or false") }
            values[name] = flag
        case .text, .address, .choice, nil:
            // What the kind does not know, the service refuses with the names there are.
            values[name] = value
        }
    }

    /// The settings of a kind, one on each line.
    static func list(_ kind: MethodKindAnswer) -> String {
        kind.settings.map { setting in
            let needed = setting.required ? " (required)" : ""
            let choices = setting.choices.map { " One of \($0.joined(separator: ", "))." } ?? ""
            return
                "  --\(dashed(setting.name))\(setting.secret ? "-file" : "")\(needed)  \(setting.description)\(choices)"
        }.joined(separator: "\n")
    }

    private static func split(_ pair: String, _ form: String) throws -> (String, String) {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { throw CommandError("\(pair.printable) is not \(form)") }
        return (parts[0], parts[1])
    }

    private static func camelCased(_ name: String) -> String {
        let words = name.split(separator: "-")
        return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func dashed(_ name: String) -> String {
        name.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
    }
}

/// A file that holds a secret on its first line.
enum SecretFile {
    static func line(of path: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(whereSeparator: \.isNewline).first
        else { throw CommandError("the file \(path.printable) cannot be read, or is empty") }
        return String(line)
    }
}
