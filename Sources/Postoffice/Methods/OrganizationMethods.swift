import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings

extension Organization {
    /// Checks settings of a method, seals its secrets, and sets it up.
    ///
    /// - Parameters:
    ///   - kind: Which.
    ///   - fields: The fields; a secret that is left out stays as it is.
    ///   - actor: Who asks.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all rules broken.
    package func setMethod(_ kind: MethodKind, _ fields: MethodFields, actor: OpaqueID?) async throws {
        try requireWritable()
        let maker = try maker(kind)
        let known = try await methods.settings(kind)
        let kept = try await translatingErrors { try await methods.keptSecrets(maker.description) }
        let (checked, secrets) = try check(fields, maker, known: known, kept: kept)
        try await translatingErrors {
            let sealed = methods.place(kind).secrets
            for (name, secret) in secrets { try await sealed.setSecret(secret, name) }
        }
        let prepared = try await translatingErrors {
            try await maker.prepared(checked, known: known, in: methods.place(kind))
        }
        await methods.forget(kind)
        guard kind != .sandbox else { return }
        try await changeSettings([(MethodDesk.settingName(kind), try Self.settingText(prepared))], actor: actor)
        conditions.lift(kind)
    }

    /// Takes a method out of use and destroys its secrets; messages that wait for it wait until it is set up again.
    package func removeMethod(_ kind: MethodKind, actor: OpaqueID?) async throws {
        try requireWritable()
        _ = try maker(kind)
        guard kind != .sandbox else {
            throw PostofficeError.invalid([FieldProblem("method", "sandbox stays; it needs no settings")])
        }
        guard try await methods.settings(kind) != nil else { throw PostofficeError.notFound("method that is set up") }
        var changes: [(String, String?)] = [(MethodDesk.settingName(kind), nil)]
        if try await methods.chosenDefault() == kind { changes.append((MethodDesk.defaultSetting, nil)) }
        try await changeSettings(changes, actor: actor)
        await methods.forget(kind)
        try await translatingErrors {
            for name in try await keys.secretNames(startingWith: "method/\(kind.rawValue)/") {
                try await keys.setSecret(nil, named: name)
            }
        }
    }

    /// Chooses the method that is used where a message names none.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for one that cannot send as it is, with what to do first.
    package func setDefaultMethod(_ kind: MethodKind, actor: OpaqueID?) async throws {
        let maker = try maker(kind)
        guard let settings = try await methods.settings(kind) else {
            throw PostofficeError.invalid([FieldProblem("kind", "\(kind.rawValue) is not set up; set it up first")])
        }
        switch try await readiness(maker, settings) {
        case .ready: break
        case .signIn(let reason), .unverified(let reason), .unavailable(let reason):
            throw PostofficeError.invalid([
                FieldProblem("kind", "\(kind.rawValue) cannot send yet, so it is not made the default: \(reason)")
            ])
        }
        try await changeSettings([(MethodDesk.defaultSetting, try Self.settingText(kind))], actor: actor)
    }

    /// A method as it is set up.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` where it is not.
    package func methodAnswer(_ kind: MethodKind) async throws -> MethodAnswer {
        let maker = try maker(kind)
        guard let settings = try await methods.settings(kind) else {
            throw PostofficeError.notFound("method \(kind.rawValue); set it up with PUT")
        }
        let secrets = maker.description.settings.filter(\.isSecret).map {
            ($0.name, settings.secrets.contains($0.name))
        }
        return MethodAnswer(values: settings.values, secrets: Dictionary(uniqueKeysWithValues: secrets))
    }

    /// All kinds of methods, and what this organization made of each.
    package func methodSummaries() async throws -> [MethodSummary] {
        let usual = try await methods.defaultMethod()
        var summaries: [MethodSummary] = []
        for maker in methods.registry.makers {
            let description = maker.description
            let settings = try await methods.settings(maker.kind)
            var condition: MethodReadiness?
            if let settings { condition = try await readiness(maker, settings) }
            summaries.append(
                MethodSummary(
                    kind: maker.kind,
                    title: description.title,
                    isDefault: maker.kind == usual,
                    isSetUp: settings != nil,
                    condition: MethodSummary.Condition(condition),
                    knowsDelivery: description.knowledge.knowsDelivery,
                    knowsBounces: description.knowledge.knowsBounces,
                    askableForDays: description.knowledge.askableForDays,
                    largestMessage: settings.map(maker.largestMessage) ?? description.largestMessage,
                    separatesEnvelope: settings.map(maker.separatesEnvelope) ?? description.separatesEnvelope
                )
            )
        }
        return summaries
    }

    /// Who a message by a method comes from, and what the method takes.
    ///
    /// - Parameters:
    ///   - kind: Which.
    ///   - verified: Whether the sender's address has to be confirmed, where the kind asks for that.
    /// - Returns: The sender, and the bounds of the method.
    /// - Throws: ``PostofficeError/invalid(_:)`` where the method is not set up, or refuses mails as it is.
    func sender(for kind: MethodKind, verified: Bool = true) async throws -> Postmaster.Handover {
        guard let maker = methods.registry.maker(kind), let settings = try await methods.settings(kind) else {
            let advice = "is not set up; use `postboek method set \(kind.rawValue)` first"
            throw PostofficeError.invalid([FieldProblem("method", "\(kind.rawValue) \(advice)")])
        }
        let place = methods.place(kind)
        switch try await readiness(maker, settings) {
        case .ready, .signIn: break
        case .unverified where !verified: break
        case .unverified(let reason), .unavailable(let reason):
            throw PostofficeError.invalid([FieldProblem("method", "\(kind.rawValue) cannot send: \(reason)")])
        }
        do {
            return Postmaster.Handover(
                sender: try maker.sender(settings, in: place),
                largestMessage: maker.largestMessage(settings),
                separatesEnvelope: maker.separatesEnvelope(settings)
            )
        } catch {
            throw PostofficeError(error)
        }
    }

    /// The settings that a request comes to, and the secrets in it.
    private func check(
        _ fields: MethodFields,
        _ maker: any MethodMaker,
        known: MethodSettings?,
        kept: Set<String>
    ) throws(PostofficeError) -> (MethodSettings, secrets: [String: String]) {
        do throws(MethodFault) {
            let request = try MethodRequest(
                fields.given,
                for: maker.description,
                kept: kept,
                known: known,
                isOperator: settings.isOperator
            )
            let secrets = kept.union(request.secrets.keys)
            let wanted = MethodSettings(request.values, secrets: secrets, isByOperator: settings.isOperator)
            let checked = try maker.checked(wanted)
            try checked.requireAnew(kept.subtracting(request.secrets.keys), since: known, maker.description)
            // A service without a relay can still be told the settings; all else must name somebody who sends.
            do { _ = try maker.sender(checked, in: methods.place(maker.kind)) } catch {
                guard error.fields.allSatisfy({ $0.name == "method" }) else { throw error }
            }
            return (checked, request.secrets)
        } catch {
            throw PostofficeError(error)
        }
    }

    /// Whether a method that is set up can send: what the kind says, and whether the sender's address is confirmed.
    private func readiness(_ maker: any MethodMaker, _ settings: MethodSettings) async throws -> MethodReadiness {
        let readiness = try await maker.condition(settings, in: methods.place(maker.kind))
        guard readiness == .ready, let reason = try await unverified(maker, settings) else { return readiness }
        return .unverified(reason)
    }

    /// The maker of a kind.
    func maker(_ kind: MethodKind) throws(PostofficeError) -> any MethodMaker {
        guard let maker = methods.registry.maker(kind) else { throw .notFound("kind of method") }
        return maker
    }

    /// Records those of the changes that change something, and waits until they can be read.
    func changeSettings(_ changes: [(name: String, new: String?)], actor: OpaqueID?) async throws {
        try requireWritable()
        let view = try requireViews().settings
        var facts: [MailFact] = []
        for change in changes {
            let old = try await view.read { db in try Settings.value(of: change.name, in: db) }
            guard old != change.new else { continue }
            let changed = SettingsChanged(setting: change.name, old: old, new: change.new)
            facts.append(MailFact(.settingsChanged(changed), occurredAt: .now(), actor: actor))
        }
        guard !facts.isEmpty else { return }
        let outcome = try await append(facts)
        _ = await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }

    /// A value as settings are written.
    static func settingText(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension PostofficeError {
    init(_ fault: MethodFault) {
        self = .invalid(fault.fields.map { FieldProblem($0.name, $0.problem) })
    }
}

extension MethodSettings {
    /// Lets kept secrets go nowhere else than where they were given for: who may change settings may not read them.
    fileprivate func requireAnew(
        _ reused: Set<String>,
        since known: MethodSettings?,
        _ description: MethodDescription
    ) throws(MethodFault) {
        guard let known, let secret = reused.sorted().first else { return }
        let changed = description.settings.first { $0.leadsSecrets && known.values[$0.name] != values[$0.name] }
        guard let changed else { return }
        throw MethodFault(secret, "is missing: \(changed.name) has changed, so give it again")
    }
}
