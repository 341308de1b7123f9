import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import Texts

/// How mails are dressed: the JSON shape of `/v1/settings/layout`, and of the setting `layout`.
package struct LayoutSetting: Codable, Hashable, Sendable {
    /// The kinds of layout.
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case standard
        case none
        case html

        /// Reads a word; for any other the error names those that there are.
        package init(from decoder: any Decoder) throws {
            self = try ListedWord(from: decoder).word
        }
    }

    /// Which layout mails have where they do not say otherwise.
    package var kind: Kind
    /// The organization's own HTML; kept also while another kind is used.
    package var html: String?

    /// Chooses a layout.
    package init(kind: Kind, html: String? = nil) {
        self.kind = kind
        self.html = html
    }

    /// The layout of a kind; nil for own HTML where there is none.
    func layout(of kind: Kind) -> MailLayout? {
        switch kind {
        case .standard: .standard
        case .none: MailLayout.none
        case .html: html.map(MailLayout.own)
        }
    }
}

/// A file that the organization keeps for its mails: a standard attachment or the logo.
package struct KeptFile: Codable, Hashable, Sendable {
    /// The file name.
    package var name: String
    /// The media type.
    package var mediaType: String
    /// The size in bytes.
    package var size: Int
    /// SHA-256 of the bytes, in hexadecimal.
    package var contentHash: String
    /// The name in the content store, sealed there with the organization's key.
    package var content: String
}

extension Organization {
    /// How mails are dressed.
    package func layoutSetting() async throws -> LayoutSetting {
        try await setting("layout") ?? LayoutSetting(kind: .standard)
    }

    /// Sets how mails are dressed.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for HTML that breaks a rule of ``LayoutCheck``.
    package func setLayout(_ setting: LayoutSetting, actor: OpaqueID?) async throws {
        var problems = Problems()
        if let html = setting.html {
            _ = problems.parse("html") { try LayoutCheck.check(html) }
        } else if setting.kind == .html {
            problems.add("html", "is missing; give the layout with \(LayoutCheck.slot) where the text shall stand")
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        try await change("layout", to: setting, actor: actor)
    }

    /// What is known of the logo; nil where there is none.
    package func logoFile() async throws -> KeptFile? {
        try await setting("logo")
    }

    /// Sets the logo, or removes it.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for what is no picture, or too large.
    package func setLogo(_ upload: MessageRequest.Attachment?, actor: OpaqueID?) async throws {
        guard let upload else { return try await removeSetting("logo", actor: actor) }
        var problems = Problems()
        let bytes = Data(base64Encoded: upload.content).map(Array.init)
        if bytes == nil { problems.add("content", "is not base64") }
        let logo = bytes.flatMap { bytes in problems.parse("content") { try Logo(bytes, contentID: "logo") } }
        let name = problems.parse("name") { try HeaderText(parsing: upload.name, limit: 200) }
        guard let logo, let name, problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        let kept = try await keep(logo.bytes, name: name.text, mediaType: logo.mediaType)
        try await change("logo", to: kept, actor: actor)
    }

    /// The logo; nil where there is none.
    func logo() async throws -> Logo? {
        guard let kept = try await logoFile() else { return nil }
        // The name follows from the picture, so that a mail program never shows an older one in its place.
        return try Logo(try await bytes(of: kept), contentID: "logo-\(kept.contentHash.prefix(16))@inline.invalid")
    }

    /// Puts a file of the organization's own into the content store.
    func keep(_ bytes: [UInt8], name: String, mediaType: String) async throws -> KeptFile {
        try await translatingErrors {
            let subject = KeySubject.organization(ledger.id)
            guard let key = try await keys.makeKeys(for: [subject])[subject] else {
                throw PostofficeError.unavailable("the organization's key")
            }
            let names = try await content.put([(bytes, key)])
            return KeptFile(
                name: name,
                mediaType: mediaType,
                size: bytes.count,
                contentHash: Hash(of: bytes).description,
                content: names.first?.text ?? ""
            )
        }
    }

    /// The bytes of a file of the organization's own.
    func bytes(of file: KeptFile) async throws -> [UInt8] {
        try await translatingErrors {
            try await postmaster.read(ContentName(text: file.content), subject: .organization(ledger.id))
        }
    }
}
