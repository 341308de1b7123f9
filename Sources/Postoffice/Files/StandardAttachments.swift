import Foundation
import Ledger
import MIME
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    private static let attachmentPrefix = "attachment."

    /// The standard attachments, by kind of document.
    package func standardAttachments() async throws -> [String: KeptFile] {
        let prefix = Self.attachmentPrefix
        let all = try await requireViews().settings.read { db in
            try Settings.all(startingWith: prefix, in: db).map { ($0.name, $0.value) }
        }
        var files: [String: KeptFile] = [:]
        for (name, value) in all {
            files[String(name.dropFirst(prefix.count))] = try JSONDecoder().decode(
                KeptFile.self,
                from: Data(value.utf8)
            )
        }
        return files
    }

    /// Sets the file that goes with every document of a kind, such as general terms, or removes it.
    ///
    /// - Throws: ``PostofficeError``.
    package func setStandardAttachment(
        _ upload: MessageRequest.Attachment?,
        for type: String,
        actor: OpaqueID?
    ) async throws {
        var problems = Problems()
        problems.checkDocumentType(type, at: "documentType")
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        let setting = Self.attachmentPrefix + type
        guard let upload else { return try await removeSetting(setting, actor: actor) }
        guard let bytes = Data(base64Encoded: upload.content).map(Array.init) else {
            throw PostofficeError.invalid([FieldProblem("content", "is not base64")])
        }
        guard bytes.count <= settings.limits.attachmentBytes else {
            throw PostofficeError.tooLarge(
                "content has \(bytes.count) bytes; at most \(settings.limits.attachmentBytes)"
            )
        }
        let mediaType = upload.mediaType ?? (bytes.starts(with: "%PDF-".utf8) ? "application/pdf" : nil)
        let checked = problems.parse("name") {
            try MailAttachment(
                name: try HeaderText(parsing: upload.name),
                mediaType: try MediaType(parsing: mediaType ?? "application/octet-stream"),
                bytes: bytes
            )
        }
        guard let checked else { throw PostofficeError.invalid(problems.all) }
        let kept = try await keep(bytes, name: checked.name.text, mediaType: checked.mediaType.description)
        try await change(setting, to: kept, actor: actor)
    }

    /// The file that goes with every document of a kind; empty where there is none.
    func standardAttachment(of type: DocumentType) async throws -> [MessageRequest.Attachment] {
        let setting = Self.attachmentPrefix + type.rawValue
        guard let kept: KeptFile = try await self.setting(setting) else { return [] }
        let content = Data(try await bytes(of: kept)).base64EncodedString()
        return [MessageRequest.Attachment(name: kept.name, mediaType: kept.mediaType, content: content)]
    }
}
