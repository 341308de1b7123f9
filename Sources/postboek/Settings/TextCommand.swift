import ArgumentParser
import Foundation
import Mail
import Postoffice

/// `postboek text`: keeps the texts of mails.
struct TextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Keep the subjects and texts of mails, and look at a mail before it is sent.",
        subcommands: [List.self, Set.self, Remove.self, Preview.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the texts, and the variables they can use.")

        @Option(help: ArgumentHelp("Only texts for this kind of document.", valueName: "TYPE"))
        var type: String?

        @Option(help: "Only texts in this language: nl, fr, en or es.")
        var language: String?

        @OptionGroup var options: CommonOptions

        private struct Answer: Decodable {
            struct Item: Decodable {
                var documentType: String
                var language: String
                var name: String
                var subject: String
                var isBuiltIn: Bool
            }
            struct Variable: Decodable {
                var name: String
                var meaning: String
            }
            var items: [Item]
            var variables: [Variable]
        }

        func run() async throws {
            let query = [("documentType", type), ("language", language)]
                .compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
                .joined(separator: "&")
            let bytes = try await withService(options) { client in
                try await client.call("GET", "/v1/templates?\(query)")
            }
            guard !options.json else { return Output.json(bytes) }
            let answer = try JSONDecoder().decode(Answer.self, from: bytes)
            let rows = answer.items.map { text in
                [text.documentType, text.language, text.name, text.isBuiltIn ? "built in" : "own", text.subject]
            }
            Output.table(["TYPE", "LANGUAGE", "NAME", "", "SUBJECT"], rows)
            Output.line("")
            Output.table(["VARIABLE", "STANDS FOR"], answer.variables.map { ["%\($0.name)%", $0.meaning] })
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a text of your own.",
            discussion: """
                Example: postboek text set invoice nl --subject "Factuur %document-number%" --text-file factuur.txt

                Variables stand between percent signs; `postboek text list` names them all. A line in which a variable has \
                no value is left out of the mail. Without a name, the standard text is replaced; with one, a message picks \
                it with --text-name. The name `accountant` is the text for the accountant.
                """
        )

        @Argument(help: "The kind of document.")
        var type: String

        @Argument(help: "The language: nl, fr, en or es.")
        var language: String

        @Argument(help: "The name.")
        var name = TextPlace.standard

        @Option(help: "The subject.")
        var subject: String?

        @Option(help: "The text.")
        var text: String?

        @Option(help: ArgumentHelp("A file that holds the text.", valueName: "FILE"))
        var textFile: String?

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let words = try text ?? textFile.map(readText)
            let body = try JSONEncoder().encode(TextDraft(subject: subject, text: words))
            let path = "/v1/templates/\(type.percentEncoded)/\(language.percentEncoded)/\(name.percentEncoded)"
            let bytes = try await withService(options) { client in try await client.call("PUT", path, body: body) }
            guard !options.json else { return Output.json(bytes) }
            Output.line("The text \(name) for \(type) in \(language) is kept.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a text of your own; the standard one is then the built-in one again."
        )

        @Argument(help: "The kind of document.")
        var type: String

        @Argument(help: "The language: nl, fr, en or es.")
        var language: String

        @Argument(help: "The name.")
        var name = TextPlace.standard

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = "/v1/templates/\(type.percentEncoded)/\(language.percentEncoded)/\(name.percentEncoded)"
            _ = try await withService(options) { client in try await client.call("DELETE", path) }
            guard !options.json else { return Output.line("{}") }
            Output.line("The text \(name) for \(type) in \(language) is removed.")
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a mail as it would be, with advice; nothing is sent or stored.",
            discussion: "Shows an invented document unless --document names one that is registered."
        )

        @Option(help: "The kind of document.")
        var type = "invoice"

        @Option(help: ArgumentHelp("Your own id of a registered document.", valueName: "ID"))
        var document: String?

        @Option(help: "The language: nl, fr, en or es.")
        var language: String?

        @Option(help: ArgumentHelp("The name of the text.", valueName: "NAME"))
        var textName: String?

        @Option(help: "A subject to try.")
        var subject: String?

        @Option(help: ArgumentHelp("A file with a text to try.", valueName: "FILE"))
        var textFile: String?

        @Option(help: "The layout: standard, none or html.")
        var layout: String?

        @Option(help: ArgumentHelp("Write the HTML to a file, to be opened in a browser.", valueName: "FILE"))
        var htmlTo: String?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            struct Reference: Encodable {
                var id: String
            }
            var documentType: String
            var document: Reference?
            var language: String?
            var textName: String?
            var subject: String?
            var text: String?
            var layout: String?
        }

        private struct Answer: Decodable {
            var subject: String
            var text: String
            var html: String?
            var advice: [MailAdvice]
        }

        func run() async throws {
            let request = Request(
                documentType: type,
                document: document.map(Request.Reference.init),
                language: language,
                textName: textName,
                subject: subject,
                text: try textFile.map(readText),
                layout: layout
            )
            let body = try JSONEncoder().encode(request)
            let bytes = try await withService(options) { client in
                try await client.call("POST", "/v1/templates/preview", body: body)
            }
            let answer = try JSONDecoder().decode(Answer.self, from: bytes)
            if let htmlTo {
                guard let html = answer.html else { throw CommandError("this layout has no HTML") }
                try Data(html.utf8).write(to: URL(filePath: htmlTo))
            }
            guard !options.json else { return Output.json(bytes) }
            Output.line("Subject: \(answer.subject)".printable)
            for line in answer.text.split(separator: "\n", omittingEmptySubsequences: false) {
                Output.line(String(line).printable)
            }
            Output.advice(answer.advice)
        }
    }
}

/// The text in a file.
private func readText(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw CommandError("the file \(path) cannot be read as text in UTF-8")
    }
    return text
}

extension Output {
    /// Prints what could be better about a mail.
    static func advice(_ advice: [MailAdvice]) {
        for item in advice { line("Advice (\(item.field)): \(item.words)".printable) }
    }
}
