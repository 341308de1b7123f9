import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    /// What the organization wants where neither message nor customer says otherwise.
    package func defaults() async throws -> OrganizationDefaults {
        try await setting("defaults") ?? OrganizationDefaults()
    }

    /// Sets the defaults, all at once.
    ///
    /// - Throws: ``PostofficeError``.
    package func setDefaults(_ defaults: OrganizationDefaults, actor: OpaqueID?) async throws {
        try defaults.check(limits: settings.limits)
        try await change("defaults", to: defaults, actor: actor)
    }

    /// Removes a setting; one that is not set makes no event.
    func removeSetting(_ name: String, actor: OpaqueID?) async throws {
        try requireWritable()
        let view = try requireViews().settings
        guard let old = try await view.read({ db in try Settings.value(of: name, in: db) }) else { return }
        let change = SettingsChanged(setting: name, old: old, new: nil)
        let outcome = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
        _ = await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }
}
