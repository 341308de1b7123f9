import Crypto
import Ledger

/// The bytes of a content file: a format number, the id of the key, and an AES-256-GCM box (nonce, ciphertext, tag).
enum ContentFile {
    /// How many bytes a file has more than its content.
    static let overhead = header + 28
    /// The bytes before the box.
    static let header = 17

    private static let format: UInt8 = 1

    /// Seals content; the name, subject and key are authenticated with it.
    static func seal(_ bytes: [UInt8], name: ContentName, key: SubjectKey) throws(ContentStoreError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(bytes, using: key.key, authenticating: authenticated(name: name, key: key))
            var file = start(of: key)
            file.reserveCapacity(bytes.count + overhead)
            file += box.nonce
            file += box.ciphertext
            file += box.tag
            return file
        } catch {
            throw .storage(reason: "content could not be sealed: the key of \(key.subject) is not 256 bits long")
        }
    }

    /// Opens content that has this name.
    static func open(_ file: [UInt8], name: ContentName, key: SubjectKey) throws(ContentStoreError) -> [UInt8] {
        guard
            file.starts(with: start(of: key)),
            let box = try? AES.GCM.SealedBox(combined: file[header...]),
            let bytes = try? AES.GCM.open(box, using: key.key, authenticating: authenticated(name: name, key: key))
        else { throw .damaged(name) }
        return Array(bytes)
    }

    /// How every file starts that was sealed with a key.
    static func start(of key: SubjectKey) -> [UInt8] {
        [format] + key.id.bytes
    }

    private static func authenticated(name: ContentName, key: SubjectKey) -> [UInt8] {
        LengthPrefixed.join("postboek content 1", name.text, key.subject.text, key.id.description)
    }
}
