import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings
import Texts

extension Organization {
    /// Fills in what a request leaves open: recipients, subject, text, layout and files.
    ///
    /// - Parameters:
    ///   - request: What the caller asks for.
    ///   - document: The document it is about.
    ///   - origin: Where the message comes from; one that is sent again is left word for word as it was.
    /// - Returns: The request, filled in, with what could be better about it.
    /// - Throws: ``PostofficeError/invalid(_:)`` for a choice that there is not.
    func fill(
        _ request: MessageRequest,
        about document: Document?,
        origin: MessageOrigin = MessageOrigin()
    ) async throws -> FilledMessage {
        let purpose = origin.purpose
        let recipients = try await recipientDefaults(of: document)
        var problems = Problems()
        let sender = try await probableSender(of: request)
        let defaults = recipients.defaults
        let values = TextValues(
            document: document,
            clientName: recipients.customer?.name,
            companyName: defaults.companyName ?? sender?.from.name?.text ?? name,
            language: Self.language(request, document, recipients, &problems)
        )
        var filled = FilledMessage(request: request, values: values)
        (filled.purpose, filled.documentType) = (purpose, document?.type)
        if origin.resendOf != nil { return try await unchanged(filled) }
        if origin.batch != nil, !recipients.mailsByDefault {
            let problem = FieldProblem("document", "is of a kind that is not mailed by default to this customer")
            throw PostofficeError.invalid([problem])
        }
        if purpose == nil { recipients.fill(&filled.request) }
        let texts = try await texts(for: request, type: document?.type, values: values, purpose: purpose, &problems)
        try await dress(&filled, texts, &problems)
        let chosen = DocumentFileChoice(
            attachments: request.attachments ?? [],
            asked: request.files,
            usual: recipients.files,
            number: document?.number,
            &problems
        )
        filled.request.attachments = chosen.mailed
        if purpose == nil, let type = document?.type, request.standardAttachment ?? true {
            filled.request.attachments = chosen.mailed + (try await standardAttachment(of: type))
        }
        filled.keptFiles = chosen.kept
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        if chosen.lacksUsual { filled.advice.append(MailAdvice(.missingFile, field: "attachments")) }
        if purpose == nil {
            // Built-in texts are written so that a line may be missing; others may have lost what they are about.
            let builtIn =
                document.map { TextPair.builtIn($0.type, in: values.language) }
                ?? .builtInWithoutDocument(in: values.language)
            if !filled.missing.isEmpty, texts != builtIn {
                filled.advice.append(MailAdvice(.missingValue, field: "text"))
            }
            try await advise(&filled, sender: sender, document: document)
        }
        return filled
    }

    /// A message that is sent again, word for word.
    private func unchanged(_ filled: FilledMessage) async throws -> FilledMessage {
        var filled = filled
        filled.plainTextOnly = filled.request.html == nil
        let html = filled.request.html ?? ""
        if let logo = try await logo(), html.contains("cid:\(logo.contentID)") { filled.logo = logo }
        return filled
    }

    /// The language of the first tag, of those who have a say, that texts are there for.
    private static func language(
        _ request: MessageRequest,
        _ document: Document?,
        _ recipients: RecipientDefaults,
        _ problems: inout Problems
    ) -> StatusLanguage {
        if let asked = request.language {
            if let language = StatusLanguage(tag: asked) { return language }
            problems.add("language", "is not one of \(StatusLanguage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let tags = [document?.customer?.language, recipients.customer?.language]
        return tags.lazy.compactMap { $0.flatMap(StatusLanguage.init(tag:)) }.first
            ?? recipients.defaults.statusLanguage
    }

    /// Renders subject and text, and dresses them as HTML.
    private func dress(_ filled: inout FilledMessage, _ texts: TextPair, _ problems: inout Problems) async throws {
        let subject = TextTemplate(texts.subject).line(filled.values)
        let text = TextTemplate(texts.text).text(filled.values)
        filled.missing = subject.missing.union(text.missing)
        filled.request.subject = subject.text
        filled.request.text = text.text
        for (field, rendered) in [("subject", subject), ("text", text)] where !rendered.unknown.isEmpty {
            filled.advice.append(MailAdvice(.unknownVariable, field: field))
        }
        if let html = filled.request.html {
            filled.request.html = TextTemplate(html).html(filled.values).text
            return
        }
        let setting = try await layoutSetting()
        let kind = filled.request.layout.map(LayoutSetting.Kind.init(rawValue:)) ?? setting.kind
        guard let kind else {
            let kinds = LayoutSetting.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            problems.add("layout", "is not one of \(kinds)")
            return
        }
        guard let layout = setting.layout(of: kind) else {
            problems.add("layout", "is html, but no HTML layout is set; set it with PUT /v1/settings/layout")
            return
        }
        filled.logo = layout == .none ? nil : try await logo()
        filled.plainTextOnly = layout == .none
        filled.request.html = layout.html(
            text: text.text,
            subject: subject.text,
            values: filled.values,
            logo: filled.logo
        )
        // A picture that the layout does not show would come as a file.
        if let logo = filled.logo, filled.request.html?.contains("cid:\(logo.contentID)") != true { filled.logo = nil }
        if layout == .none, filled.request.trackOpens == true {
            filled.request.trackOpens = false
            filled.advice.append(MailAdvice(.untracked, field: "trackOpens"))
        }
    }

    private func advise(
        _ filled: inout FilledMessage,
        sender: MethodSender?,
        document: Document?
    ) async throws {
        let own = [sender?.from.address.domain, sender?.replyTo?.address.domain].compactMap(\.self)
        let check = AdviceCheck(
            subject: filled.request.subject ?? "",
            text: filled.request.text ?? "",
            html: filled.request.html,
            ownDomains: Set(own),
            clientName: filled.values[.clientName],
            companyName: filled.values[.companyName] ?? "",
            fileSizes: (filled.request.attachments ?? []).map { $0.content.utf8.count / 4 * 3 },
            hasDocument: document != nil
        )
        filled.advice = check.advice + filled.advice + (try await domainAdvice(of: filled.request, sender))
    }

    /// Who the message will come from; nil where its method is not set up, which is told later.
    private func probableSender(of request: MessageRequest) async throws -> MethodSender? {
        try? await sender(for: try await probableMethod(of: request)).sender
    }

    /// How the message will go.
    private func probableMethod(of request: MessageRequest) async throws -> MethodKind {
        if let named = request.method.flatMap(MethodKind.init(rawValue:)) { return named }
        return try await methods.defaultMethod()
    }

    /// What the newest check of the sender's domain found broken or missing.
    private func domainAdvice(of request: MessageRequest, _ sender: MethodSender?) async throws -> [MailAdvice] {
        guard let domain = sender?.from.address.domain else { return [] }
        let method = try await probableMethod(of: request)
        let verdicts = try await requireViews().settings.read { db in
            try Settings.domainCheck(method: method, domain: domain, in: db)?.verdicts
        }
        return (verdicts ?? [:]).sorted { $0.key < $1.key }.filter { ["broken", "missing"].contains($0.value) }
            .map { record, verdict in
                MailAdvice(
                    code: "domain_\(record)",
                    field: "from",
                    words:
                        "The check of the sender's domain found its \(record.uppercased()) \(verdict); mails may end as spam."
                )
            }
    }
}
