import Crypto
import Ledger

/// The bytes of the file of link secrets.
///
/// `PBlinks1`, salt (32 bytes), the wrapping key's id (16), and a wrapped list: the current version, then each version (1) and
/// its secret (32). One box holds them all, so that none can be left out or put back alone.
struct LinkSecretsFile {
    /// More than 255 secrets take.
    static let sizeLimit = 16 * 1024

    private static let magic = Array("PBlinks1".utf8)
    private static let start = magic.count + 48

    private let salt: [UInt8]
    private let wrappingID: [UInt8]
    private let wrapped: [UInt8]

    /// Wraps secrets under a new salt.
    init(_ secrets: LinkSecrets, master: MasterKey) throws(LinkSecretsError) {
        salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let wrapping = Self.wrappingKey(master: master, salt: salt)
        wrappingID = wrapping.id.bytes
        var list = [secrets.current]
        for (version, secret) in secrets.secrets.sorted(by: { $0.key < $1.key }) { list += [version] + secret }
        do {
            wrapped = try wrapping.wrap(list, named: Self.magic)
        } catch {
            throw .sealing(error)
        }
    }

    /// Reads a file; nil if it is none.
    init?(encoded: [UInt8]) {
        guard encoded.starts(with: Self.magic), encoded.count > Self.start else { return nil }
        salt = Array(encoded[8..<40])
        wrappingID = Array(encoded[40..<Self.start])
        wrapped = Array(encoded[Self.start...])
    }

    /// The bytes of the file.
    func encoded() -> [UInt8] {
        Self.magic + salt + wrappingID + wrapped
    }

    /// The key that wrapped the secrets, nil if the master key is another one.
    func wrappingKey(master: MasterKey) -> WrappingKey? {
        let key = Self.wrappingKey(master: master, salt: salt)
        return key.id.bytes == wrappingID ? key : nil
    }

    /// The secrets; nil if the file was changed.
    func opened(with key: WrappingKey) -> LinkSecrets? {
        guard let list = try? key.unwrap(wrapped, named: Self.magic), list.count % 33 == 1 else { return nil }
        var secrets: [UInt8: [UInt8]] = [:]
        for start in stride(from: 1, to: list.count, by: 33) {
            secrets[list[start]] = Array(list[(start + 1)..<(start + 33)])
        }
        guard let current = list.first, secrets[current] != nil else { return nil }
        return LinkSecrets(current: current, secrets: secrets)
    }

    private static func wrappingKey(master: MasterKey, salt: [UInt8]) -> WrappingKey {
        WrappingKey(master: master, salt: salt, purpose: "links")
    }
}
