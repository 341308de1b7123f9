import DKIM
import DomainCheck
import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings
import Synchronization

extension Organization {
    /// Checks the domain that a method sends from, records what changed, and activates own-domain if its keys are published.
    ///
    /// - Parameters:
    ///   - kind: The method; it must be set up.
    ///   - actor: Who asks.
    /// - Returns: The verdicts.
    /// - Throws: ``PostofficeError/notFound(_:)`` for a method that is not set up, or whose domain cannot be checked.
    package func checkDomain(of kind: MethodKind, actor: OpaqueID?) async throws -> DomainAnswer {
        try requireWritable()
        let (report, settings) = try await domainReport(of: kind)
        try await record(report, of: kind, actor: actor)
        guard kind == .ownDomain else { return DomainAnswer(report, method: kind) }
        let selectors = try await activate(settings, by: report, actor: actor)
        return DomainAnswer(report, method: kind, isActive: !selectors.isEmpty, selectors: selectors)
    }

    /// Checks a domain again without anybody asking: records what changed, and leaves the method as it is.
    ///
    /// What a name server says once a day must not stop an organization's mail; a person decides about that.
    func recheckDomain(of kind: MethodKind) async throws {
        try await record(try await domainReport(of: kind).report, of: kind, actor: nil)
    }

    /// What the last check of a method's domain found.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` where it was never checked.
    package func lastDomainCheck(of kind: MethodKind) async throws -> DomainAnswer {
        let settings = try await settingsOfMethod(kind)
        let domain = try domain(of: kind, settings)
        var report = lastReports.withLock { $0[kind] }
        if report?.domain != domain {
            let text = try await requireViews().settings.read { db in
                try Settings.domainCheck(method: kind, domain: domain, in: db)?.report
            }
            report = text.flatMap { try? JSONDecoder().decode(DomainReport.self, from: Data($0.utf8)) }
        }
        guard let report else { throw PostofficeError.notFound("check of \(domain); make one with POST") }
        guard kind == .ownDomain else { return DomainAnswer(report, method: kind) }
        let selectors = OwnDomainMethodMaker.selectors(settings)
        return DomainAnswer(report, method: kind, isActive: !selectors.isEmpty, selectors: selectors)
    }

    /// Checks any domain as if the method sent from it; nothing is recorded.
    ///
    /// - Parameters:
    ///   - name: The domain, in ASCII.
    ///   - kind: The method; nil for the one that is used where a message names none.
    /// - Returns: The verdicts.
    /// - Throws: ``PostofficeError/invalid(_:)`` for a text that is no domain.
    package func checkDomain(named name: String, as kind: MethodKind?) async throws -> DomainAnswer {
        let name = name.lowercased()
        guard
            name.contains("."), DNSResolver.canAsk(for: name),
            let address = try? EmailAddress(parsing: "postmaster@\(name)")
        else {
            throw PostofficeError.invalid([FieldProblem("domain", "is not a domain name in ASCII, like example.com")])
        }
        let usual = try await methods.defaultMethod()
        let kind = kind ?? usual
        var question =
            settings.domains.question(
                of: kind == .sandbox ? .smtp : kind,
                sender: MethodSender(from: Mailbox(address: address, name: nil)),
                keys: []
            ) ?? DomainQuestion(domain: name, signing: .elsewhere)
        if kind == .ownDomain { question.signing = .here(try await signingKeys(of: name)) }
        let report = await checker.check(question, at: Timestamp.now().microseconds)
        return DomainAnswer(report, method: kind == .sandbox ? nil : kind)
    }

    /// Makes new signing keys beside those that sign; a check uses them as soon as they are published.
    package func rotateSigningKeys(actor: OpaqueID?) async throws -> DomainAnswer {
        try requireWritable()
        let settings = try await settingsOfMethod(.ownDomain)
        guard let maker = try maker(.ownDomain) as? OwnDomainMethodMaker else {
            throw PostofficeError.notFound("method")
        }
        _ = try await translatingErrors { try await maker.addKeys(settings, in: methods.place(.ownDomain)) }
        return try await checkDomain(of: .ownDomain, actor: actor)
    }

    private func domainReport(of kind: MethodKind) async throws -> (report: DomainReport, settings: MethodSettings) {
        let settings = try await settingsOfMethod(kind)
        let domain = try domain(of: kind, settings)
        var keys: [SigningKey] = []
        if kind == .ownDomain {
            let ring = try await DKIMKeyRing.load(domain: domain, from: methods.place(kind).secrets)
            keys = ring?.checked(active: OwnDomainMethodMaker.selectors(settings)).map(SigningKey.init) ?? []
        }
        let sender = try self.sender(of: kind, settings)
        guard let question = self.settings.domains.question(of: kind, sender: sender, keys: keys) else {
            throw PostofficeError.notFound("domain to check: \(kind.rawValue) mails nobody")
        }
        return (await checker.check(question, at: Timestamp.now().microseconds), settings)
    }

    /// Signs with the newest key of each algorithm that is published; an RSA key must be among them.
    ///
    /// Where DNS did not answer, what signed before goes on signing.
    private func activate(
        _ settings: MethodSettings,
        by report: DomainReport,
        actor: OpaqueID?
    ) async throws -> [String] {
        let before = OwnDomainMethodMaker.selectors(settings)
        let ring = try await DKIMKeyRing.load(domain: report.domain, from: methods.place(.ownDomain).secrets)
        var selectors: [String] = []
        var hasRSA = false
        for algorithm in DKIMKey.Algorithm.allCases {
            let usable = ring?.keys.last { key in
                guard key.algorithm == algorithm, let check = report.dkim(selector: key.selector) else { return false }
                switch check.verdict {
                case .ok, .warning: return true
                case .unknown: return before.contains(key.selector)
                case .broken, .missing: return false
                }
            }
            guard let usable else { continue }
            selectors.append(usable.selector)
            if algorithm == .rsa { hasRSA = true }
        }
        // Not every receiver knows Ed25519, so that key alone would leave mail unsigned for many.
        if !hasRSA { selectors = [] }
        guard selectors != before else { return selectors }
        var changed = settings
        changed.values[OwnDomainMethodMaker.selectorsName] =
            selectors.isEmpty ? nil : .text(selectors.joined(separator: " "))
        try await changeSettings([(MethodDesk.settingName(.ownDomain), try Self.settingText(changed))], actor: actor)
        await methods.forget(.ownDomain)
        return selectors
    }

    private func record(_ report: DomainReport, of kind: MethodKind, actor: OpaqueID?) async throws {
        lastReports.withLock { $0[kind] = report }
        let view = try requireViews().settings
        let earlier = try await view.read { db in
            try Settings.domainCheck(method: kind, domain: report.domain, in: db)?.verdicts
        }
        let verdicts = report.verdicts(after: earlier ?? [:])
        guard verdicts != earlier else { return }
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        let checked = DomainChecked(domain: report.domain, verdicts: verdicts, method: kind, report: text)
        let outcome = try await append([MailFact(.domainChecked(checked), occurredAt: .now(), actor: actor)])
        _ = await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }

    private func settingsOfMethod(_ kind: MethodKind) async throws -> MethodSettings {
        guard let settings = try await methods.settings(kind) else {
            throw PostofficeError.notFound("method \(kind.rawValue); set it up first")
        }
        return settings
    }

    private func sender(of kind: MethodKind, _ settings: MethodSettings) throws -> MethodSender {
        do { return try maker(kind).sender(settings, in: methods.place(kind)) } catch let fault as MethodFault {
            throw PostofficeError(fault)
        }
    }

    private func domain(of kind: MethodKind, _ settings: MethodSettings) throws -> String {
        try sender(of: kind, settings).from.address.domain
    }

    private func signingKeys(of domain: String) async throws -> [SigningKey] {
        try await DKIMKeyRing.load(domain: domain, from: methods.place(.ownDomain).secrets)?.newest.map(SigningKey.init)
            ?? []
    }
}
