import ArgumentParser
import Foundation
import Postoffice

/// `postboek settings layout`.
struct LayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layout",
        abstract: "Choose how mails are dressed: standard, none (plain text) or html (your own).",
        discussion: """
            Example: postboek settings layout html --html-file layout.html

            Your own HTML holds %text% once, where the text shall stand, and may use the variables of texts. Scripts, forms, \
            frames, style sheets and pictures from elsewhere than https are refused.
            """
    )

    @Argument(help: "standard, none or html.")
    var kind: String

    @Option(help: ArgumentHelp("The file with your own HTML.", valueName: "FILE"))
    var htmlFile: String?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        guard let kind = LayoutSetting.Kind(rawValue: kind) else {
            let kinds = LayoutSetting.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("the layout is not one of \(kinds)")
        }
        let file = try htmlFile.map { path in
            guard let html = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CommandError("the file \(path) cannot be read as text in UTF-8")
            }
            return html
        }
        let bytes = try await withService(options) { client in
            var setting: LayoutSetting = try await client.call("GET", "/v1/settings/layout")
            setting.kind = kind
            setting.html = file ?? setting.html
            return try await client.call("PUT", "/v1/settings/layout", body: try JSONEncoder().encode(setting))
        }
        guard !options.json else { return Output.json(bytes) }
        Output.line("Mails now have the layout \(kind.rawValue).")
    }
}

/// `postboek settings logo`.
struct LogoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logo",
        abstract: "Set the picture above the text of each mail: PNG, JPEG or GIF, at most 200 KB.",
        discussion: "Without a file, the logo is removed. Your own HTML layout shows it only if it refers to it itself."
    )

    @Argument(help: "The picture.")
    var file: String?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let upload = try file.map(FileUpload.read)
        let bytes = try await withService(options) { client in
            guard let upload else { return try await client.call("DELETE", "/v1/settings/logo") }
            return try await client.call("PUT", "/v1/settings/logo", body: try JSONEncoder().encode(upload))
        }
        guard !options.json else { return Output.json(bytes.isEmpty ? Data("{}".utf8) : bytes) }
        Output.line(file == nil ? "There is no logo any more." : "The logo is set.")
    }
}

/// `postboek settings attachment`.
struct AttachmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachment",
        abstract: "Set the file that goes with every document of a kind, such as general terms.",
        discussion: """
            Example: postboek settings attachment invoice terms.pdf

            Without a file, it is removed.
            """
    )

    @Argument(help: "The kind of document.")
    var type: String

    @Argument(help: "The file.")
    var file: String?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let upload = try file.map(FileUpload.read)
        let path = "/v1/settings/attachments/\(type.percentEncoded)"
        let bytes = try await withService(options) { client in
            guard let upload else { return try await client.call("DELETE", path) }
            return try await client.call("PUT", path, body: try JSONEncoder().encode(upload))
        }
        guard !options.json else { return Output.json(bytes.isEmpty ? Data("{}".utf8) : bytes) }
        Output.line("\(file ?? "Nothing") goes with every \(type) from now on.")
    }
}

/// A file on its way to the service.
enum FileUpload {
    static func read(_ path: String) throws -> MessageRequest.Attachment {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandError("the file \(path) cannot be read")
        }
        return MessageRequest.Attachment(
            name: URL(filePath: path).lastPathComponent,
            content: bytes.base64EncodedString()
        )
    }
}
