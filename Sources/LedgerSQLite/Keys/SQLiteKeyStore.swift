import Dispatch
import Ledger
import Synchronization

/// Keeps keys and secrets in a SQLite file, wrapped by the master key.
///
/// One connection does everything, on a serial queue of its own, so that no caller's thread blocks. Requests for new keys that
/// arrive while one is being answered share the next transaction and its sync.
package final class SQLiteKeyStore: KeyStore {
    private typealias Keys = Result<[KeySubject: SubjectKey], KeyStoreError>

    private struct KeyRequest: Sendable {
        let subjects: Set<KeySubject>
        let continuation: CheckedContinuation<Keys, Never>
    }

    private let queue: DispatchQueue
    private let file: Mutex<KeyFile?>
    private let cache: Mutex<KeyCache>
    private let requests = Mutex<[KeyRequest]>([])

    private init(file: sending KeyFile, queue: DispatchQueue, cacheCapacity: Int) {
        self.queue = queue
        self.file = Mutex(file)
        self.cache = Mutex(KeyCache(capacity: cacheCapacity))
    }

    /// Opens a key file.
    ///
    /// - Parameters:
    ///   - path: Where the file is. A missing one is made, unless it may only be read.
    ///   - master: Wraps everything in it.
    ///   - readOnly: Whether nothing may be written, not even to make the file.
    ///   - cacheCapacity: How many unwrapped keys are kept in memory.
    /// - Returns: The open store.
    /// - Throws: ``KeyStoreError/wrongMasterKey``, or ``KeyStoreError/storage(reason:)``.
    package static func open(
        path: String,
        master: MasterKey,
        readOnly: Bool = false,
        cacheCapacity: Int = 20_000
    ) async throws(KeyStoreError) -> SQLiteKeyStore {
        let queue = DispatchQueue(label: "postboek.keys")
        let opened: Result<SQLiteKeyStore, KeyStoreError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(KeyStoreError) in
                        let file = try KeyFile(path: path, master: master, writable: !readOnly)
                        return SQLiteKeyStore(file: file, queue: queue, cacheCapacity: cacheCapacity)
                    }
                )
            }
        }
        return try opened.get()
    }

    /// Closes the file; later calls fail, and closing again changes nothing.
    package func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            queue.async {
                self.file.withLock { $0 = nil }
                continuation.resume()
            }
        }
    }

    /// The current keys of those subjects that have one.
    package func keys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        let known = cached(subjects)
        guard known.count < subjects.count else { return known }
        let unknown = subjects.subtracting(known.keys)
        let read = try await perform { file throws(KeyStoreError) in
            let keys = try file.keys(of: unknown)
            self.remember(keys)
            return keys
        }
        return known.merging(read) { _, read in read }
    }

    /// The current keys of all the subjects; those that had none get one.
    package func makeKeys(for subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        let known = cached(subjects)
        guard known.count < subjects.count else { return known }
        let made: Keys = await withCheckedContinuation { continuation in
            let isFirst = requests.withLock { requests in
                requests.append(KeyRequest(subjects: subjects, continuation: continuation))
                return requests.count == 1
            }
            if isFirst { queue.async { self.answerRequests() } }
        }
        return try made.get()
    }

    /// The keys that subjects had before they got newer ones.
    package func formerKeys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [SubjectKey] {
        try await perform { file throws(KeyStoreError) in try file.formerKeys(of: subjects) }
    }

    /// Gives subjects that have a key a new one.
    package func rotate(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        try await perform { file throws(KeyStoreError) in
            let keys = try file.rotate(subjects)
            self.remember(keys)
            return keys
        }
    }

    /// Destroys all keys of subjects and remembers that they were erased.
    @discardableResult
    package func erase(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        try await perform { file throws(KeyStoreError) in
            try file.erase(subjects) {
                self.cache.withLock { cache in
                    for subject in subjects { cache.remove(subject) }
                }
            }
        }
    }

    /// Which of the subjects were erased, so that the absence of their keys is no loss.
    package func erased(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        try await perform { file throws(KeyStoreError) in try file.erased(of: subjects) }
    }

    /// A named secret; nil if there is none.
    package func secret(named name: String) async throws(KeyStoreError) -> [UInt8]? {
        try await perform { file throws(KeyStoreError) in try file.secret(named: name) }
    }

    /// Keeps a named secret, in place of an earlier one; nil removes it.
    package func setSecret(_ secret: [UInt8]?, named name: String) async throws(KeyStoreError) {
        try await perform { file throws(KeyStoreError) in try file.setSecret(secret, named: name) }
    }

    /// The names of all secrets that start with a prefix, in order.
    package func secretNames(startingWith prefix: String) async throws(KeyStoreError) -> [String] {
        try await perform { file throws(KeyStoreError) in try file.secretNames(startingWith: prefix) }
    }

    /// Wraps everything with another master key, all of it or nothing.
    ///
    /// The old one does not open the file afterwards.
    package func rewrap(to newMaster: MasterKey) async throws(KeyStoreError) {
        try await perform { file throws(KeyStoreError) in try file.rewrap(to: newMaster) }
    }

    private func cached(_ subjects: Set<KeySubject>) -> [KeySubject: SubjectKey] {
        cache.withLock { cache in
            var keys: [KeySubject: SubjectKey] = [:]
            for subject in subjects {
                if let key = cache.key(of: subject) { keys[subject] = key }
            }
            return keys
        }
    }

    /// Called on the queue only, where an erasure cannot come between reading a key and remembering it.
    private func remember(_ keys: [KeySubject: SubjectKey]) {
        cache.withLock { cache in
            for key in keys.values { cache.insert(key) }
        }
    }

    private func answerRequests() {
        let waiting = requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
        let made = withFile { file throws(KeyStoreError) in
            let answers = try file.makeKeys(for: waiting.map(\.subjects))
            for answer in answers {
                if case .success(let keys) = answer { self.remember(keys) }
            }
            return answers
        }
        switch made {
        case .success(let answers):
            for (request, answer) in zip(waiting, answers) { request.continuation.resume(returning: answer) }
        case .failure(let error):
            for request in waiting { request.continuation.resume(returning: .failure(error)) }
        }
    }

    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable (KeyFile) throws(KeyStoreError) -> Value
    ) async throws(KeyStoreError) -> Value {
        let done: Result<Value, KeyStoreError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.withFile(work)) }
        }
        return try done.get()
    }

    private func withFile<Value: Sendable>(
        _ work: @Sendable (KeyFile) throws(KeyStoreError) -> Value
    ) -> Result<Value, KeyStoreError> {
        file.withLock { file in
            Result { () throws(KeyStoreError) in
                guard let file else { throw .storage(reason: "the key file is closed") }
                return try work(file)
            }
        }
    }
}
