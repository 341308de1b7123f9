import DKIM
import Dispatch
import Foundation

/// The signing keys of a domain, the newest last; what is sealed in the key file.
package struct DKIMKeyRing: Codable, Sendable {
    /// The keys, in the order in which they were made.
    package private(set) var keys: [DKIMKey]

    /// The keys of a generation, one of each algorithm.
    private static let generation: [(algorithm: DKIMKey.Algorithm, letter: String)] = [(.rsa, "r"), (.ed25519, "e")]

    /// The newest key of each algorithm: those to publish.
    package var newest: [DKIMKey] {
        Self.generation.compactMap { kind in keys.last { $0.algorithm == kind.algorithm } }
    }

    /// The keys of these selectors.
    package func keys(of selectors: [String]) -> [DKIMKey] {
        keys.filter { selectors.contains($0.selector) }
    }

    /// The keys whose records matter: the newest, and those that still sign.
    package func checked(active: [String]) -> [DKIMKey] {
        let wanted = Set(newest.map(\.selector) + active)
        return keys.filter { wanted.contains($0.selector) }
    }

    /// Reads the ring of a domain; nil where it has none.
    package static func load(domain: String, from secrets: any MethodSecrets) async throws -> Self? {
        guard let text = try await secrets.secret(name(domain)) else { return nil }
        return try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }

    /// Makes a generation of keys beside those there are, and keeps the ring; durable on return.
    ///
    /// Keys that neither sign nor are among the newest are destroyed.
    ///
    /// - Parameters:
    ///   - domain: The domain.
    ///   - active: The selectors that sign now.
    ///   - prefix: What selectors begin with.
    ///   - date: The day, of which selectors name year and month.
    ///   - secrets: Where the ring is kept.
    /// - Returns: The ring.
    /// - Throws: `DKIMError` for a key that cannot be made; what the secret store throws.
    package static func addGeneration(
        domain: String,
        active: [String],
        prefix: String,
        date: Date,
        to secrets: any MethodSecrets
    ) async throws -> Self {
        let known = try await load(domain: domain, from: secrets)?.keys(of: active) ?? []
        var taken = Set(try await load(domain: domain, from: secrets)?.keys.map(\.selector) ?? [])
        var ring = Self(keys: known)
        for kind in generation {
            let selector = selector(prefix: prefix, letter: kind.letter, date: date, taken: taken)
            taken.insert(selector)
            ring.keys.append(try await make(kind.algorithm, selector: selector))
        }
        let text = String(decoding: try JSONEncoder().encode(ring), as: UTF8.self)
        try await secrets.setSecret(text, name(domain))
        return ring
    }

    private init(keys: [DKIMKey]) {
        self.keys = keys
    }

    private static func name(_ domain: String) -> String { "dkim/\(domain)" }

    /// For example `pb202611r`; a further one of the same month is `pb202611r2`.
    private static func selector(prefix: String, letter: String, date: Date, taken: Set<String>) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let day = calendar.dateComponents([.year, .month], from: date)
        let month = day.month ?? 1
        let base = "\(prefix)\(day.year ?? 0)\(month < 10 ? "0" : "")\(month)\(letter)"
        guard taken.contains(base) else { return base }
        let number = (2...).first { !taken.contains("\(base)\($0)") } ?? 2
        return "\(base)\(number)"
    }

    /// An RSA key takes the processor for long enough to be made apart from the threads of tasks.
    private static func make(_ algorithm: DKIMKey.Algorithm, selector: String) async throws -> DKIMKey {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result { try DKIMKey.generate(algorithm, selector: selector) })
            }
        }
    }
}
