import Ledger
import Mail
import MailLedger

extension Postoffice {
    /// How many access keys an organization may have.
    package static let keysPerOrganization = 500
    /// The longest time that a rotated key stays valid beside the new one, in hours.
    package static let longestOverlapHours = 2160
    /// How long before its end a key's holder is told, in microseconds.
    package static let warningBeforeEnd: Int64 = 14 * 86_400_000_000

    /// Makes a further access key that no event tells of: for tests, and for the first key of an organization.
    ///
    /// - Returns: The key's text, which is given only here.
    package func createKey(
        for organization: Organization,
        scopes: Set<AccessScope>,
        label: String,
        expiresAt: Timestamp? = nil
    ) async throws -> String {
        let made = AccessKey.make(scopes: scopes, label: label, at: .now(), expiresAt: expiresAt)
        try await organization.keep(made.key)
        accessKeys.set(made.key, of: organization.name)
        return made.text
    }

    /// Makes a further access key, and says what is kept of it.
    ///
    /// - Parameters:
    ///   - organization: Whose key.
    ///   - scopes: What it allows; at least one.
    ///   - label: What it is for.
    ///   - expiresAt: When it ends; nil for never.
    ///   - actor: Who makes it.
    /// - Returns: What is kept, and the key's text, which is given only here.
    /// - Throws: ``PostofficeError``.
    package func makeKey(
        for organization: Organization,
        scopes: Set<AccessScope>,
        label: String,
        expiresAt: Timestamp? = nil,
        actor: OpaqueID?
    ) async throws -> (key: AccessKey, text: String) {
        var problems = Problems()
        if scopes.isEmpty { problems.add("scopes", "is empty; name at least one of read, send, manage") }
        if label.isEmpty { problems.add("label", "is empty; say what the key is for") }
        _ = problems.parse("label") { try HeaderText(parsing: label, limit: 200) }
        let now = Timestamp.now()
        Self.check(expiresAt, at: now, &problems)
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        try requireRoom(in: organization)
        let made = AccessKey.make(scopes: scopes, label: label, at: now, expiresAt: expiresAt)
        try await organization.recordKey(made.key.id, from: nil, to: made.key, actor: actor)
        try await organization.keep(made.key)
        accessKeys.set(made.key, of: organization.name)
        return made
    }

    /// Makes a key in the place of another, which stays valid for a while beside it.
    ///
    /// - Parameters:
    ///   - id: The id of the key to replace.
    ///   - organization: Whose key.
    ///   - overlapHours: How long the old key stays valid, at most; 0 ends it at once.
    ///   - expiresAt: When the new key ends; nil gives it as long a life as the old one had.
    ///   - actor: Who does it.
    /// - Returns: What is kept of the new key, its text, which is given only here, and what is kept of the old one.
    /// - Throws: ``PostofficeError``; `tooLate` where the key has ended, or was replaced already.
    package func rotateKey(
        _ id: String,
        of organization: Organization,
        overlapHours: Int,
        expiresAt: Timestamp? = nil,
        actor: OpaqueID?
    ) async throws -> (key: AccessKey, text: String, old: AccessKey) {
        let now = Timestamp.now()
        var problems = Problems()
        if !(0...Self.longestOverlapHours).contains(overlapHours) {
            problems.add("overlapHours", "is not a whole number from 0 to \(Self.longestOverlapHours)")
        }
        Self.check(expiresAt, at: now, &problems)
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        let old = try key(id, of: organization)
        guard old.replacedBy == nil else {
            throw PostofficeError.tooLate("another key took the place of this one already; rotate that one")
        }
        if let end = old.expiresAt, end <= now.microseconds {
            throw PostofficeError.tooLate("this key has ended; make a new one")
        }
        try requireRoom(in: organization)
        let sameLife = old.expiresAt.map { Timestamp(microseconds: now.microseconds + ($0 - old.createdAt)) }
        var made = AccessKey.make(
            scopes: Set(old.scopes),
            label: old.label,
            at: now,
            expiresAt: expiresAt ?? sameLife
        )
        made.key.replaces = old.id
        var ending = old
        ending.replacedBy = made.key.id
        let end = now.microseconds + Int64(overlapHours) * 3_600_000_000
        ending.expiresAt = min(old.expiresAt ?? end, end)
        try await organization.recordKey(made.key.id, from: nil, to: made.key, actor: actor)
        try await organization.recordKey(old.id, from: old, to: ending, actor: actor)
        // The new one first: a crash in between leaves two keys rather than none.
        try await organization.keep(made.key)
        accessKeys.set(made.key, of: organization.name)
        try await organization.keep(ending)
        accessKeys.set(ending, of: organization.name)
        return (made.key, made.text, ending)
    }

    /// Ends a key for ever, at once; also where the ledger is open for reading only.
    ///
    /// - Throws: ``PostofficeError``; `notFound` for a key that this organization does not have, `tooLate` for the last one that
    ///   may manage it, unless whoever calls has the data folder at hand and can make another.
    package func revokeKey(_ id: String, of organization: Organization, actor: OpaqueID?) async throws {
        let key = try key(id, of: organization)
        guard settings.isOperator || !key.scopes.contains(.manage) || hasManager(organization, but: id) else {
            throw PostofficeError.tooLate(
                "this is the last key with the scope manage, and without one nobody could make another; make that first "
                    + "(`postboek key create --scope read send manage`, or POST /v1/keys), or revoke this one with --data "
                    + "while the service is stopped"
            )
        }
        try await organization.forgetKey(id)
        accessKeys.remove(id)
        try await organization.recordKey(id, from: key, to: nil, actor: actor)
    }

    /// The access keys of an organization, oldest first.
    package func keys(of organization: Organization) -> [AccessKey] {
        accessKeys.keys(of: organization.name)
    }

    /// Makes an access key of all scopes that lives only as long as this process.
    package func makeTemporaryKey(for organization: Organization) -> String {
        let made = AccessKey.make(scopes: Set(AccessScope.allCases), label: "temporary", at: .now())
        accessKeys.set(made.key, of: organization.name, isTemporary: true)
        return made.text
    }

    /// What the holder of an access key may do; nil for a text that is no valid key.
    package func grant(for text: some StringProtocol) -> AccessGrant? {
        guard case .granted(let grant) = check(text) else { return nil }
        return grant
    }

    /// What a text comes to as an access key; a valid one counts as used.
    package func check(_ text: some StringProtocol) -> AccessCheck {
        let now = Timestamp.now()
        switch accessKeys.find(text, at: now) {
        case .unknown(let id): return .unknown(id: id)
        case .expired(let end): return .expired(since: end)
        case .valid(let key, let name):
            guard let organization = organization(named: name), let actor = OpaqueID(key.id) else {
                return .unknown(id: key.id)
            }
            if accessKeys.noteUse(of: key.id, at: now) {
                // Nobody waits for it: a use that is lost in a crash only makes the key look ten minutes less used.
                Task { try? await organization.recordUse(of: key.id, at: now) }
            }
            return .granted(
                AccessGrant(
                    organization: organization,
                    scopes: Set(key.scopes),
                    actor: actor,
                    expiresAt: key.expiresAt.map { Timestamp(microseconds: $0) }
                )
            )
        }
    }

    /// Whether an organization has another key than one that may manage it, and is neither ended nor about to give way.
    private func hasManager(_ organization: Organization, but id: String) -> Bool {
        let now = Timestamp.now().microseconds
        return keys(of: organization).contains { key in
            key.id != id && key.scopes.contains(.manage) && key.replacedBy == nil
                && key.expiresAt.map { $0 > now } ?? true
        }
    }

    private func key(_ id: String, of organization: Organization) throws -> AccessKey {
        guard let key = keys(of: organization).first(where: { $0.id == id }) else {
            throw PostofficeError.notFound("access key")
        }
        return key
    }

    private func requireRoom(in organization: Organization) throws {
        guard keys(of: organization).count < Self.keysPerOrganization else {
            throw PostofficeError.exists("as much as an organization may have: \(Self.keysPerOrganization) access keys")
        }
    }

    private static func check(_ end: Timestamp?, at now: Timestamp, _ problems: inout Problems) {
        guard let end else { return }
        if end <= now { problems.add("expiresAt", "lies in the past") }
        if end.microseconds > now.microseconds + 3660 * 86_400_000_000 {
            problems.add("expiresAt", "is more than ten years away; leave it out for a key without an end")
        }
    }
}
