import Crypto
import Foundation
import Ledger

/// Keeps bytes so that all of several subjects' keys are needed to read them.
///
/// For one subject they are sealed with its key. For several they are encrypted (ChaCha20-Poly1305, RFC 8439) with a fresh
/// key that is the exclusive or of as many random shares, each sealed for one subject: erasing any one of them loses the
/// key. The form on disk is then one line of JSON (``Manifest``), a line feed, and the encrypted bytes.
struct KeptContent: Sendable {
    let keys: any KeyStore
    let content: any ContentStore

    private struct Manifest: Codable {
        struct Share: Codable {
            var subject: String
            var box: Data
        }

        var version: Int
        var shares: [Share]
    }

    /// Seals and keeps bytes; durable on return.
    ///
    /// - Throws: `KeyStoreError/erased(_:)` where one of the subjects was erased.
    func put(_ bytes: [UInt8], for subjects: [KeySubject]) async throws -> ContentName {
        let known = try await keys.makeKeys(for: Set(subjects))
        let sorted = try subjects.sorted().map { subject in
            guard let key = known[subject] else { throw KeyStoreError.erased(subject) }
            return key
        }
        guard let first = sorted.first else { throw KeptContentError.noReader }
        let stored = sorted.count == 1 ? bytes : try Self.seal(bytes, for: sorted)
        guard let name = try await content.put([(stored, first)]).first else { throw KeptContentError.unreadable }
        return name
    }

    /// The bytes as they were kept for these subjects.
    ///
    /// - Throws: `KeyStoreError/erased(_:)` where one of them was erased since.
    func get(_ name: ContentName, for subjects: [KeySubject]) async throws -> [UInt8] {
        let ring = try await keys.ring(of: Set(subjects))
        let sorted = subjects.sorted()
        if let missing = sorted.first(where: { !ring.holds($0) }) { throw KeyStoreError.erased(missing) }
        guard let first = sorted.first else { throw KeptContentError.noReader }
        let stored = try await content.get(name, keys: ring.keys(of: first))
        return sorted.count == 1 ? stored : try Self.open(stored, with: ring)
    }

    private static func seal(_ bytes: [UInt8], for readers: [SubjectKey]) throws -> [UInt8] {
        var whole = [UInt8](repeating: 0, count: 32)
        let shares = try readers.map { reader in
            let share = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
            whole = zip(whole, share).map { $0 ^ $1 }
            let box = try ChaChaPoly.seal(share, using: reader.key, authenticating: place(reader.subject))
            return Manifest.Share(subject: reader.subject.text, box: box.combined)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let manifest = try encoder.encode(Manifest(version: 1, shares: shares))
        let box = try ChaChaPoly.seal(bytes, using: SymmetricKey(data: whole), authenticating: manifest)
        return Array(manifest) + [UInt8(ascii: "\n")] + Array(box.combined)
    }

    private static func open(_ stored: [UInt8], with ring: KeyRing) throws -> [UInt8] {
        guard
            let end = stored.firstIndex(of: UInt8(ascii: "\n")),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(stored[..<end])), manifest.version == 1
        else { throw KeptContentError.unreadable }
        var whole = [UInt8](repeating: 0, count: 32)
        for share in manifest.shares {
            let subject = KeySubject(text: share.subject)
            let place = place(subject)
            guard
                let box = try? ChaChaPoly.SealedBox(combined: share.box),
                let part = ring.keys(of: subject).lazy.compactMap({ reader in
                    try? ChaChaPoly.open(box, using: reader.key, authenticating: place)
                }).first,
                part.count == 32
            else { throw KeptContentError.unreadable }
            whole = zip(whole, part).map { $0 ^ $1 }
        }
        guard
            let box = try? ChaChaPoly.SealedBox(combined: Data(stored[(end + 1)...])),
            let bytes = try? ChaChaPoly.open(
                box,
                using: SymmetricKey(data: whole),
                authenticating: Data(stored[..<end])
            )
        else { throw KeptContentError.unreadable }
        return Array(bytes)
    }

    private static func place(_ subject: KeySubject) -> Data {
        Data(LengthPrefixed.join("postboek kept content 1", subject.text))
    }
}

/// Why kept bytes could not be kept, or be had again.
enum KeptContentError: Error {
    /// Nobody's key was named.
    case noReader
    /// What is stored has not the form that this program writes, or was changed.
    case unreadable
}
