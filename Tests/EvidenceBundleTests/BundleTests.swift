import Crypto
import Ledger
import MailLedger
import Testing

@testable import EvidenceBundle

@Suite("An evidence bundle")
struct BundleTests {
    @Test
    func `holds what was put into it`() async throws {
        let bundle = try await SampleBundle.make()
        let check = try BundleCheck(bundle.bytes, key: bundle.key)
        #expect(check.checkpoint.size == 3)
        #expect(check.events.map(\.header.type.rawValue) == ["document.registered", "message.queued", "message.sent"])
        #expect(check.mails == 1 && check.missingMails == 0)
        #expect("\(check.events[2].data)".contains("anna@example.com"))
        let names = try ZipReader(bundle.bytes).members.map(\.name)
        #expect(names.first == "README.txt" && names.last == "manifest.txt")
        #expect(names.contains("timeline.html") && names.contains("events/000000000002.receipt"))
    }

    @Test
    func `still holds where a person was erased, and says what is missing`() async throws {
        let bundle = try await SampleBundle.make(erased: true)
        let check = try BundleCheck(bundle.bytes, key: bundle.key)
        #expect(check.events.count == 3 && check.mails == 0 && check.missingMails == 1)
        #expect(!bundle.bytes.contains("anna@example.com"))
    }

    @Test
    func `holds no more once any byte of it was changed`() async throws {
        let bundle = try await SampleBundle.make()
        // A prime step, so that all kinds of places in the file are met.
        for place in stride(from: 0, to: bundle.bytes.count, by: 23) {
            var changed = bundle.bytes
            changed[place] ^= 1 << UInt8(place % 8)
            #expect(throws: BundleError.self, "byte \(place)") { try BundleCheck(changed, key: bundle.key) }
        }
    }

    @Test(arguments: [-1, -200, 1])
    func `holds no more when it is shorter or longer`(change: Int) async throws {
        let bundle = try await SampleBundle.make()
        let bytes = change < 0 ? Array(bundle.bytes.dropLast(-change)) : bundle.bytes + [0]
        #expect(throws: BundleError.self) { try BundleCheck(bytes, key: bundle.key) }
    }

    @Test
    func `holds for no other ledger's key`() async throws {
        let bundle = try await SampleBundle.make()
        let other = Curve25519.Signing.PrivateKey().publicKey
        let key = NoteKey(name: bundle.key.name, publicKey: Array(other.rawRepresentation))
        #expect(throws: BundleError.manifest) { try BundleCheck(bundle.bytes, key: key) }
    }

    @Test
    func `a file that was put in its place with a new checksum is named`() async throws {
        let bundle = try await SampleBundle.make()
        var (zip, bytes) = (ZipWriter(), [UInt8]())
        for (name, range) in try ZipReader(bundle.bytes).members {
            let content = Array(bundle.bytes[range])
            bytes += try zip.member(name, name == "timeline.html" ? content + Array("forged".utf8) : content)
        }
        #expect(throws: BundleError.file("timeline.html")) { try BundleCheck(bytes + zip.end(), key: bundle.key) }
    }

    @Test(arguments: ["../evil", "/etc/passwd", "a//b", "a/../../b", "", "nul\0"])
    func `a name that leads out of the folder is refused`(name: String) throws {
        var zip = ZipWriter()
        let bytes = try zip.member(name, [1, 2, 3])
        #expect(throws: BundleError.notABundle) { try ZipReader(bytes + zip.end()) }
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}
