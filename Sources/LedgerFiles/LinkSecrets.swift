import Crypto
import Ledger

/// The secrets that pixel and link tokens are made with, one for each version that a token may name.
///
/// They are kept in the data folder, wrapped by the master key. A token names the version that made it, so that links in mails
/// already sent stay good when a new version is added or the master key changes.
package struct LinkSecrets: Sendable {
    /// The name of the file in the data folder.
    package static let fileName = "links.keys"

    /// The version that new tokens are made with.
    package let current: UInt8
    /// 32 bytes for each version.
    package let secrets: [UInt8: [UInt8]]

    /// Reads the secrets of a data folder, and makes the first one if there is no file.
    ///
    /// Blocks on the file, as do the other calls.
    ///
    /// - Throws: ``LinkSecretsError``, whose description says what to do.
    package static func load(folder: String, master: MasterKey) throws(LinkSecretsError) -> LinkSecrets {
        let path = "\(folder)/\(fileName)"
        if let kept = try read(path, master: master) { return kept }
        let first = LinkSecrets(current: 1, secrets: [1: randomSecret()])
        let file = try LinkSecretsFile(first, master: master)
        do {
            if try DurableFile.placeFirst(file.encoded(), at: path) { return first }
        } catch {
            throw .file(error)
        }
        // Another process was first.
        guard let kept = try read(path, master: master) else { throw .damaged(path: path) }
        return kept
    }

    /// Adds a new version and makes it the current one.
    ///
    /// - Throws: ``LinkSecretsError``.
    package static func renew(folder: String, master: MasterKey) throws(LinkSecretsError) -> LinkSecrets {
        let kept = try load(folder: folder, master: master)
        guard let last = kept.secrets.keys.max(), last < .max else { throw .full(path: "\(folder)/\(fileName)") }
        let next = kept.secrets.merging([last + 1: randomSecret()]) { kept, _ in kept }
        let renewed = LinkSecrets(current: last + 1, secrets: next)
        try renewed.write(folder: folder, master: master)
        return renewed
    }

    /// Wraps the secrets with another master key; the secrets stay.
    ///
    /// - Throws: ``LinkSecretsError``.
    package static func rewrap(
        folder: String,
        from master: MasterKey,
        to newMaster: MasterKey
    ) throws(LinkSecretsError) {
        try load(folder: folder, master: master).write(folder: folder, master: newMaster)
    }

    private func write(folder: String, master: MasterKey) throws(LinkSecretsError) {
        let file = try LinkSecretsFile(self, master: master)
        do {
            try DurableFile.write(file.encoded(), to: "\(folder)/\(Self.fileName)")
        } catch {
            throw .file(error)
        }
    }

    private static func read(_ path: String, master: MasterKey) throws(LinkSecretsError) -> LinkSecrets? {
        let bytes: [UInt8]?
        do {
            bytes = try DurableFile.read(path, limit: LinkSecretsFile.sizeLimit)
        } catch {
            throw .file(error)
        }
        guard let bytes else { return nil }
        guard let file = LinkSecretsFile(encoded: bytes) else { throw .damaged(path: path) }
        guard let wrapping = file.wrappingKey(master: master) else { throw .wrongMasterKey(path: path) }
        guard let secrets = file.opened(with: wrapping) else { throw .damaged(path: path) }
        return secrets
    }

    private static func randomSecret() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }
}
