import Ledger
import Synchronization

/// What an access key that somebody showed comes to.
package enum AccessCheck: Sendable {
    /// It is valid.
    case granted(AccessGrant)
    /// It was valid until this moment; only who knows the whole key learns that.
    case expired(since: Timestamp)
    /// It is none, or was revoked; the id that it names, if it has the form of a key.
    case unknown(id: String?)
}

/// The access keys of all organizations, in memory, with the moment each was used last.
final class AccessKeyTable: Sendable {
    /// What a text was found to be.
    enum Finding {
        case valid(AccessKey, organization: String)
        case expired(since: Timestamp)
        case unknown(id: String?)
    }

    private struct Entry {
        var key: AccessKey
        let organization: String
        let isTemporary: Bool
        var writtenAt: Int64?
    }

    /// How long a use may be known in memory alone: a key costs at most one write in this time, however often it is used.
    static let pause: Int64 = 600_000_000

    private let entries = Mutex<[String: Entry]>([:])

    /// Adds a key, or replaces what is known of it.
    func set(_ key: AccessKey, of organization: String, isTemporary: Bool = false) {
        entries.withLock { entries in
            let known = entries[key.id]
            var key = key
            key.lastUsedAt = [key.lastUsedAt, known?.key.lastUsedAt].compactMap(\.self).max()
            entries[key.id] = Entry(
                key: key,
                organization: organization,
                isTemporary: isTemporary,
                writtenAt: known?.writtenAt ?? key.lastUsedAt
            )
        }
    }

    /// Forgets a key: it is valid no more.
    func remove(_ id: String) {
        entries.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// Looks a text up; takes the same steps whether the id in it is known or not.
    func find(_ text: some StringProtocol, at moment: Timestamp) -> Finding {
        let id = AccessKey.id(in: text)
        let entry = id.flatMap { id in entries.withLock { $0[id] } }
        let isSame = AccessKey.isSame(text, hash: entry?.key.hash ?? AccessKey.nobodysHash)
        guard let entry, isSame else { return .unknown(id: id) }
        if let end = entry.key.expiresAt, moment.microseconds >= end {
            return .expired(since: Timestamp(microseconds: end))
        }
        return .valid(entry.key, organization: entry.organization)
    }

    /// Notes that a key was used.
    ///
    /// - Returns: Whether it is time to write that down.
    func noteUse(of id: String, at moment: Timestamp) -> Bool {
        entries.withLock { entries in
            guard var entry = entries[id] else { return false }
            let now = moment.microseconds
            entry.key.lastUsedAt = max(now, entry.key.lastUsedAt ?? now)
            let isDue = !entry.isTemporary && (entry.writtenAt.map { now - $0 >= Self.pause } ?? true)
            if isDue { entry.writtenAt = now }
            entries[id] = entry
            return isDue
        }
    }

    /// The keys of an organization that are kept, oldest first.
    func keys(of organization: String) -> [AccessKey] {
        entries.withLock { entries in
            entries.values.filter { $0.organization == organization && !$0.isTemporary }.map(\.key)
                .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        }
    }
}
