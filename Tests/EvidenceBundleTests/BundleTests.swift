import Crypto
import Ledger
import MailLedger
import Testing
import Witness

@testable import EvidenceBundle

@Suite("An evidence bundle")
struct BundleTests {
    @Test
    func `holds what was put into it`() async throws {
        let bundle = try await SampleBundle.make()
        let check = try BundleCheck(bundle.bytes, key: bundle.key)
        #expect(check.checkpoint.size == 4 && check.attachments == 1)
        #expect(check.events.map(\.header.type.rawValue) == ["document.registered", "message.queued", "message.sent"])
        #expect(check.mails == 1 && check.missingMails == 0)
        #expect("\(check.events[2].data)".contains("person@example.com"))
        let names = try ZipReader(bundle.bytes).members.map(\.name)
        #expect(names.first == "README.txt" && names.last == "manifest.txt")
        #expect(names.contains("timeline.html") && names.contains("events/000000000002.receipt"))
        let attachment = "attachments/\(Hash(of: SampleBundle.file).description.prefix(16))-Invoice_7___..pdf"
        #expect(names.contains(attachment), "\(names)")
    }

    @Test
    func `opens its own facts and no other fact of the same person`() async throws {
        let bundle = try await SampleBundle.make()
        let zip = try ZipReader(bundle.bytes)
        let range = try #require(zip.members.first { $0.name == "secrets.json" }).range
        let secrets = try #require(BundleSecrets.decode(Array(bundle.bytes[range])))
        #expect(Set(secrets.keys) == [0, 1, 2])
        let (own, other) = (bundle.stored[2], bundle.stored[3])
        let (part, foreign) = (try MailArchive.sealedParts(of: own), try MailArchive.sealedParts(of: other))
        #expect(part.map(\.subject) == foreign.map(\.subject))
        let shut = try MailArchive.open(own, ledger: own.header.ledger, with: [])
        #expect(try MailArchive.open(own, ledger: own.header.ledger, with: secrets[2] ?? []) != shut)
        let opened = try MailArchive.open(other, ledger: other.header.ledger, with: secrets.values.flatMap(\.self))
        let closed = try MailArchive.open(other, ledger: other.header.ledger, with: [])
        #expect(opened == closed)
    }

    @Test
    func `carries the cosignatures, and is held to the witnesses that are asked for`() async throws {
        let witnesses = try (1...2).map { try WitnessSigner(seed: Array(repeating: $0, count: 32), name: "w\($0)") }
        let stranger = try WitnessSigner(seed: Array(repeating: 9, count: 32), name: "w9").witness
        let bundle = try await SampleBundle.make(cosignedBy: witnesses)
        let keys = witnesses.map(\.witness)
        let check = try BundleCheck(bundle.bytes, key: bundle.key, quorum: WitnessQuorum(keys))
        #expect(check.cosignatures.map(\.witness) == keys)
        #expect(try BundleCheck(bundle.bytes, key: bundle.key).cosignatures.isEmpty)
        #expect(throws: BundleError.witnesses(.tooFew(found: 2, needed: 3))) {
            try BundleCheck(bundle.bytes, key: bundle.key, quorum: WitnessQuorum(keys + [stranger]))
        }
        let two = WitnessQuorum(keys + [stranger], needed: 2)
        #expect(try BundleCheck(bundle.bytes, key: bundle.key, quorum: two).events.count == 3)
    }

    @Test
    func `has a page that says what became of each copy and why, and takes no text for markup`() async throws {
        let bundle = try await SampleBundle.make()
        let zip = try ZipReader(bundle.bytes)
        let range = try #require(zip.members.first { $0.name == "timeline.html" }).range
        let page = String(decoding: bundle.bytes[range], as: UTF8.self)
        for text in [
            "Invoice 7 &lt;&amp;&gt;", "person@example.com", "in transit", "A mail server took the mail over",
            "the server&quot;s own answer".replacing("&quot;", with: "'"), "check-bundle", "\(bundle.key)",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("<&>") && !page.contains("<script") && !page.contains("http"))
    }

    @Test
    func `still holds where a person was erased, and says what is missing`() async throws {
        let bundle = try await SampleBundle.make(erased: true)
        let check = try BundleCheck(bundle.bytes, key: bundle.key)
        #expect(check.events.count == 3 && check.mails == 0 && check.missingMails == 1)
        #expect(!bundle.bytes.contains("person@example.com"))
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

    /// What whoever holds the ledger's key could hand out: other files, each signed for.
    private func forged(
        _ bundle: SampleBundle,
        _ change: (inout [(name: String, content: [UInt8])]) throws -> Void
    ) throws -> [UInt8] {
        var files = try ZipReader(bundle.bytes).members.dropLast().map { member in
            (name: member.name, content: Array(bundle.bytes[member.range]))
        }
        try change(&files)
        var (zip, bytes, manifest) = (ZipWriter(), [UInt8](), BundleManifest())
        for (name, content) in files {
            manifest.add(name, content)
            bytes += try zip.member(name, content)
        }
        let list = try bundle.signer.sign(manifest.text(origin: bundle.key.name))
        return try bytes + zip.member(BundleManifest.name, Array(list.utf8)) + zip.end()
    }

    @Test(arguments: ["timeline.html", "README.txt"])
    func `a text that says what the facts do not say is found, although the ledger's key signed for it`(
        name: String
    ) async throws {
        let bundle = try await SampleBundle.make()
        let bytes = try forged(bundle) { files in
            let place = try #require(files.firstIndex { $0.name == name })
            files[place].content += Array("It was read by the recipient.".utf8)
        }
        #expect(throws: BundleError.text(name)) { try BundleCheck(bytes, key: bundle.key) }
        #expect(try BundleCheck(bytes, key: bundle.key, factsOnly: true).events.count == 3)
        #expect(BundleError.text(name).description.contains("--facts-only"))
    }

    @Test
    func `other files, witnesses who did not sign, and facts of two documents are found`() async throws {
        let bundle = try await SampleBundle.make()
        let extra = try forged(bundle) { $0.append(("extra.html", [1])) }
        #expect(throws: BundleError.file("extra.html")) { try BundleCheck(extra, key: bundle.key) }
        let spare = try forged(bundle) { $0.append(("events/000000000009.body.json", [1])) }
        #expect(throws: BundleError.file("events/000000000009.body.json")) { try BundleCheck(spare, key: bundle.key) }
        let stranger = try WitnessSigner(seed: Array(repeating: 9, count: 32), name: "w9").witness
        let boast = try forged(bundle) { files in
            let place = try #require(files.firstIndex { $0.name == "witnesses.txt" })
            files[place].content = Array("\(stranger)\n".utf8)
        }
        #expect(throws: BundleError.file("witnesses.txt")) { try BundleCheck(boast, key: bundle.key) }
        let mixed = try await SampleBundle.make(positions: [0, 1, 2, 3])
        #expect(throws: BundleError.severalDocuments) { try BundleCheck(mixed.bytes, key: mixed.key) }
    }

    @Test
    func `its README claims no completeness, and warns whoever opens a mail`() async throws {
        let bundle = try await SampleBundle.make()
        let range = try #require(try ZipReader(bundle.bytes).members.first { $0.name == "README.txt" }).range
        let text = String(decoding: bundle.bytes[range], as: UTF8.self)
        #expect(!text.contains("all facts about one document"))
        #expect(text.contains("does not prove that these are all the facts"))
        #expect(text.contains("BEFORE YOU OPEN A MAIL") && text.contains("records an opening"))
    }

    @Test
    func `says what was left out because too many alike came`() async throws {
        let folded = FoldedEvents(
            message: "m1",
            recipient: 1,
            type: "message.opened",
            detail: "high, person",
            count: 12_345,
            first: 5,
            last: 20_000
        )
        let bundle = try await SampleBundle.make(folded: [folded])
        let check = try BundleCheck(bundle.bytes, key: bundle.key)
        #expect(check.folded == [folded])
        for name in ["README.txt", "timeline.html"] {
            let range = try #require(try ZipReader(bundle.bytes).members.first { $0.name == name }).range
            #expect(Array(bundle.bytes[range]).contains("12345"), "\(name)")
        }
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
