import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Settings
import Texts

/// A text of the organization's own: the JSON shape of `PUT /v1/templates/…`, and of the settings `text.…`.
package struct TextDraft: Codable, Hashable, Sendable {
    /// The subject, with variables; the standard one where it is missing.
    package var subject: String?
    /// The text, with variables; the standard one where it is missing.
    package var text: String?

    /// Gives a subject or a text, or both.
    package init(subject: String? = nil, text: String? = nil) {
        self.subject = subject
        self.text = text
    }
}

/// A text as it is listed.
package struct ListedText: Encodable, Hashable, Sendable {
    /// Which kind of document it is for.
    package let documentType: DocumentType
    /// The language.
    package let language: StatusLanguage
    /// The name; `standard` is the one that is used where nobody names another.
    package let name: String
    /// The subject, with variables.
    package let subject: String
    /// The text, with variables.
    package let text: String
    /// Whether both are those that are built in.
    package let isBuiltIn: Bool
}

/// Where a text is kept.
package struct TextPlace: Hashable, Sendable {
    /// The name of the text that is used where nobody names another.
    package static let standard = "standard"
    /// The name of the text for the accountant.
    package static let accountant = "accountant"

    /// Which kind of document it is for.
    package let type: DocumentType
    /// The language.
    package let language: StatusLanguage
    /// The name.
    package let name: String

    /// Checks the parts of a place.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with the part that is wrong.
    package init(type: String, language: String, name: String) throws(PostofficeError) {
        var problems = Problems()
        problems.checkDocumentType(type, at: "documentType")
        if StatusLanguage(rawValue: language) == nil {
            problems.add("language", "is not one of \(StatusLanguage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if !Self.isName(name) {
            problems.add("name", "is not 1 to 40 small letters, digits and dashes, such as friendly-reminder")
        }
        guard let type = DocumentType(rawValue: type), let language = StatusLanguage(rawValue: language),
            problems.all.isEmpty
        else { throw .invalid(problems.all) }
        self.init(known: type, language, name)
    }

    init(known type: DocumentType, _ language: StatusLanguage, _ name: String) {
        self.type = type
        self.language = language
        self.name = name
    }

    var setting: String { "text.\(type.rawValue).\(language.rawValue).\(name)" }

    static func isName(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The subject and text that are there without any setting.
    var builtIn: TextPair {
        name == Self.accountant ? .accountant(in: language) : .builtIn(type, in: language)
    }
}

extension Organization {
    /// All texts: for every kind of document and language the standard one, and all that were named.
    package func listedTexts() async throws -> [ListedText] {
        let all = try await requireViews().settings.read { db in
            try Settings.all(startingWith: "text.", in: db).map { ($0.name, $0.value) }
        }
        var own: [String: TextDraft] = [:]
        for (name, value) in all { own[name] = try JSONDecoder().decode(TextDraft.self, from: Data(value.utf8)) }
        return DocumentType.allCases.flatMap { type in
            StatusLanguage.allCases.flatMap { language -> [ListedText] in
                let prefix = TextPlace(known: type, language, "").setting
                let names = own.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
                let others = names.filter { $0 != TextPlace.standard && $0 != TextPlace.accountant }.sorted()
                return ([TextPlace.standard, TextPlace.accountant] + others).map { name in
                    let place = TextPlace(known: type, language, name)
                    let draft = own[place.setting]
                    let pair = Self.pair(draft, over: place.builtIn)
                    return ListedText(
                        documentType: type,
                        language: language,
                        name: name,
                        subject: pair.subject,
                        text: pair.text,
                        isBuiltIn: draft == nil
                    )
                }
            }
        }
    }

    /// One text as it is used.
    package func listedText(at place: TextPlace) async throws -> ListedText {
        let draft: TextDraft? = try await setting(place.setting)
        let pair = Self.pair(draft, over: place.builtIn)
        return ListedText(
            documentType: place.type,
            language: place.language,
            name: place.name,
            subject: pair.subject,
            text: pair.text,
            isBuiltIn: draft == nil
        )
    }

    /// Keeps a text.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for an unknown variable, with the nearest known one.
    package func setText(_ draft: TextDraft, at place: TextPlace, actor: OpaqueID?) async throws {
        var problems = Problems()
        if let subject = draft.subject { _ = problems.parse("subject") { try HeaderText(parsing: subject) } }
        if draft.subject == nil, draft.text == nil {
            problems.add("text", "is missing; give a subject, a text, or both")
        }
        for (field, text) in [("subject", draft.subject), ("text", draft.text)] {
            guard let text else { continue }
            if text.allSatisfy(\.isWhitespace) { problems.add(field, "is empty; leave it out for the standard one") }
            if text.utf8.contains(0) { problems.add(field, "contains a NUL character; remove it") }
            if text.utf8.count > 20_000 { problems.add(field, "is longer than 20000 bytes") }
            _ = problems.parse(field) { try TextTemplate(text).check() }
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        try await change(place.setting, to: draft, actor: actor)
    }

    /// Removes a text; the standard one is then the built-in one again.
    package func removeText(at place: TextPlace, actor: OpaqueID?) async throws {
        let known: TextDraft? = try await setting(place.setting)
        guard known != nil else { throw PostofficeError.notFound("text") }
        try await removeSetting(place.setting, actor: actor)
    }

    /// The subject and the text of a message, with variables: those of the request, or those that are kept.
    func texts(
        for request: MessageRequest,
        type: DocumentType?,
        values: TextValues,
        purpose: MessagePurpose?,
        _ problems: inout Problems
    ) async throws -> TextPair {
        guard let type else {
            let builtIn = TextPair.builtInWithoutDocument(in: values.language)
            if request.textName != nil { problems.add("textName", "needs a document; give the text itself") }
            return TextPair(subject: request.subject ?? builtIn.subject, text: request.text ?? builtIn.text)
        }
        let usual = purpose == .accountant ? TextPlace.accountant : TextPlace.standard
        let standard = TextPlace(known: type, values.language, usual)
        var pair = Self.pair(try await setting(standard.setting), over: standard.builtIn)
        if let name = request.textName, name != usual {
            let place = TextPlace(known: type, values.language, name)
            var draft: TextDraft?
            if TextPlace.isName(name) { draft = try await setting(place.setting) }
            // The text for the accountant is there without being set, and may be looked at.
            if name == TextPlace.accountant { pair = place.builtIn }
            if draft == nil, name != TextPlace.accountant {
                problems.add("textName", "is no text for \(type.rawValue) in \(values.language.rawValue)")
            }
            pair = Self.pair(draft, over: pair)
        }
        return TextPair(subject: request.subject ?? pair.subject, text: request.text ?? pair.text)
    }

    private static func pair(_ draft: TextDraft?, over standard: TextPair) -> TextPair {
        TextPair(subject: draft?.subject ?? standard.subject, text: draft?.text ?? standard.text)
    }
}
