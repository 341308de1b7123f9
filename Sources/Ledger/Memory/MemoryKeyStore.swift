import Crypto
import Synchronization

/// A key store that forgets everything when it goes; for tests.
package final class MemoryKeyStore: KeyStore {
    private struct State {
        var keys: [KeySubject: SubjectKey] = [:]
        var former: [SubjectKey] = []
        var erased: Set<KeySubject> = []
        var secrets: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    /// Makes an empty store.
    package init() {}

    /// The current keys of those subjects that have one.
    package func keys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        state.withLock { state in state.keys.filter { subjects.contains($0.key) } }
    }

    /// The current keys of all the subjects; those that had none get one.
    package func makeKeys(for subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        try state.withLock { state throws(KeyStoreError) in
            if let erased = subjects.intersection(state.erased).min() { throw .erased(erased) }
            for subject in subjects where state.keys[subject] == nil {
                state.keys[subject] = SubjectKey(subject: subject, id: .random(), key: SymmetricKey(size: .bits256))
            }
            return state.keys.filter { subjects.contains($0.key) }
        }
    }

    /// The keys that subjects had before they got newer ones.
    package func formerKeys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [SubjectKey] {
        state.withLock { state in state.former.filter { subjects.contains($0.subject) } }
    }

    /// Gives subjects that have a key a new one.
    package func rotate(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        state.withLock { state in
            for subject in subjects {
                guard let former = state.keys[subject] else { continue }
                state.former.append(former)
                state.keys[subject] = SubjectKey(subject: subject, id: .random(), key: SymmetricKey(size: .bits256))
            }
            return state.keys.filter { subjects.contains($0.key) }
        }
    }

    /// Destroys all keys of subjects and remembers that they were erased.
    @discardableResult
    package func erase(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        state.withLock { state in
            for subject in subjects { state.keys[subject] = nil }
            state.former.removeAll { subjects.contains($0.subject) }
            defer { state.erased.formUnion(subjects) }
            return subjects.subtracting(state.erased)
        }
    }

    /// Which of the subjects were erased.
    package func erased(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        state.withLock { $0.erased.intersection(subjects) }
    }

    /// A named secret; nil if there is none.
    package func secret(named name: String) async throws(KeyStoreError) -> [UInt8]? {
        state.withLock { $0.secrets[name] }
    }

    /// Keeps a named secret, in place of an earlier one; nil removes it.
    package func setSecret(_ secret: [UInt8]?, named name: String) async throws(KeyStoreError) {
        state.withLock { $0.secrets[name] = secret }
    }

    /// The names of all secrets that start with a prefix, in order.
    package func secretNames(startingWith prefix: String) async throws(KeyStoreError) -> [String] {
        state.withLock { state in state.secrets.keys.filter { $0.hasPrefix(prefix) }.sorted() }
    }
}
