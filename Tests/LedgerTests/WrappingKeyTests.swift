import Crypto
import Ledger
import Testing

struct WrappingKeyTests {
    private let salt = [UInt8](repeating: 0xaa, count: 32)

    @Test func `the cipher gives the answer of GCM test case 16`() throws {
        let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let plain = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        )
        let box = try AES.GCM.seal(
            plain,
            using: SymmetricKey(data: key),
            nonce: AES.GCM.Nonce(data: bytes("cafebabefacedbaddecaf888")),
            authenticating: bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        )
        #expect(Array(box.tag) == bytes("76fc6ece0f4e1768cddf8853bb2d551b"))
    }

    @Test func `the derivation gives the answer of RFC 5869`() {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: [UInt8](repeating: 0x0b, count: 22)),
            salt: Array(UInt8(0)...12),
            info: Array(UInt8(0xf0)...0xf9),
            outputByteCount: 42
        )
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        #expect(key.withUnsafeBytes { Array($0) } == bytes(expected))
    }

    @Test func `what another program wrapped unwraps`() throws {
        let master = try #require(MasterKey(bytes: UInt8(0)..<32))
        let key = WrappingKey(master: master, salt: salt, purpose: "test")
        #expect(key.id.bytes == bytes("c9987c6b05ede953b04dd16fd3870545"))
        let wrapped = bytes("6465666768696a6b6c6d6e6fb3afb8288c64e94993a6d609a5d9b7972bd268e42842")
        #expect(try key.unwrap(wrapped, named: Array("name".utf8)) == Array("secret".utf8))
    }

    @Test func `master key, salt and purpose all matter`() throws {
        let master = MasterKey.random()
        let keys = [
            WrappingKey(master: master, salt: salt, purpose: "test"),
            WrappingKey(master: master, salt: [], purpose: "test"),
            WrappingKey(master: master, salt: salt, purpose: "other"),
            WrappingKey(master: .random(), salt: salt, purpose: "test"),
        ]
        #expect(Set(keys.map(\.id)).count == keys.count)
        let wrapped = try keys[0].wrap([1], named: [])
        for key in keys.dropFirst() {
            #expect(throws: SealingError.notAuthentic) { try key.unwrap(wrapped, named: []) }
        }
        let again = WrappingKey(master: master, salt: salt, purpose: "test")
        #expect(try again.unwrap(wrapped, named: []) == [1])
    }

    @Test func `what is wrapped opens under its own name only`() throws {
        let key = WrappingKey(master: .random(), salt: salt, purpose: "test")
        let wrapped = try key.wrap([1, 2, 3], named: [1])
        #expect(wrapped.count == 31)
        #expect(throws: SealingError.notAuthentic) { try key.unwrap(wrapped, named: [2]) }
        #expect(throws: SealingError.malformed) { try key.unwrap([1, 2, 3], named: [1]) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a master key has 32 bytes`(count: Int) {
        #expect(MasterKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
}
