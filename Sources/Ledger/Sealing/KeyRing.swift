/// Unwrapped keys at hand, several of one subject included.
package struct KeyRing: Sendable {
    private var keys: [KeySubject: [SubjectKey]] = [:]

    /// Collects keys.
    package init(_ keys: some Sequence<SubjectKey> = []) {
        for key in keys { self.keys[key.subject, default: []].append(key) }
    }

    /// A subject's key with this id; nil where it is not at hand.
    package func key(_ id: String, of subject: KeySubject) -> SubjectKey? {
        keys[subject]?.first { $0.id.description == id }
    }

    /// All keys of a subject, in the order in which they were collected.
    package func keys(of subject: KeySubject) -> [SubjectKey] {
        keys[subject] ?? []
    }

    /// Whether a subject has a key here.
    package func holds(_ subject: KeySubject) -> Bool {
        keys[subject] != nil
    }
}

extension SealedPart {
    /// The subjects and the ids of their keys that open it.
    var names: [(subject: KeySubject, key: String)] {
        [(KeySubject(text: subject), key)]
            + (period.map { [(KeySubject(text: $0), periodKey ?? "")] } ?? [])
    }

    /// Whether it names these keys and no others.
    func isOpened(by key: SubjectKey, _ period: SubjectKey?) -> Bool {
        let given = [key, period].compactMap(\.self)
        return names.elementsEqual(given) { $0.subject == $1.subject && $0.key == $1.id.description }
    }

    /// The subjects whose key is not on a ring, so that the part stays closed.
    package func missing(from ring: KeyRing) -> [KeySubject] {
        names.filter { ring.key($0.key, of: $0.subject) == nil }.map(\.subject)
    }
}

extension ContentStore {
    /// Content that was put under any of these keys of one subject.
    ///
    /// - Throws: ``ContentStoreError/missing(_:)`` without keys; else what reading it with the first one came to.
    package func get(_ name: ContentName, keys: [SubjectKey]) async throws(ContentStoreError) -> [UInt8] {
        var first: ContentStoreError?
        for key in keys {
            do throws(ContentStoreError) {
                return try await get(name, key: key)
            } catch .damaged {
                first = first ?? .damaged(name)
            }
        }
        throw first ?? .missing(name)
    }
}
