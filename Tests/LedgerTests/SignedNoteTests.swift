import Ledger
import Testing

@Suite("Signed notes")
struct SignedNoteTests {
    private static let fooKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let fooNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """
    private static let neumannKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let neumannText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    private static let neumannNote =
        neumannText
        + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    @Test(arguments: [(fooKey, fooNote), (neumannKey, neumannNote)])
    func `of others verify with their keys`(key: String, text: String) throws {
        let note = try SignedNote(parsing: text)
        let key = try NoteKey(parsing: key)
        #expect(try note.verify(with: [key]) == [key])
        #expect(note.description == text)
    }

    @Test
    func `are signed as others sign them, byte for byte`() throws {
        let seed = KnownAnswers.bytes("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173")
        let signer = try LedgerSigner(seed: seed, name: "PeterNeumann")
        #expect(signer.verifierKey.description == Self.neumannKey)
        // The signature's last bytes are random in some builds of the library, so it is verified, not compared.
        let note = try SignedNote(parsing: signer.sign(Self.neumannText))
        #expect(note.text == Self.neumannText)
        #expect(try note.verify(with: [signer.verifierKey]) == [signer.verifierKey])
    }

    @Test(
        arguments: [
            "", "text", "text\n", "text\n\n", "text\n— a YWJjZGVm\n", "text\n\n— a YWJjZGVm", "text\n\n— a YWJjZA==\n",
            "text\n\n— a YWJjZGV\n", "text\n\n— a b YWJjZGVm\n", "text\n\n— a+b YWJjZGVm\n", "text\n\n—  YWJjZGVm\n",
            "text\n\n- a YWJjZGVm\n", "text\n\n— a\u{2003}b YWJjZGVm\n", "te\u{1}xt\n\n— a YWJjZGVm\n",
            "text\r\n\r\n— a YWJjZGVm\r\n", "text\n\n— a YWJjZGVm\nmore\n", "text\n\n— a YWJjZGVm\n\n",
            "text\n\n" + String(repeating: "— a YWJjZGVm\n", count: 101),
        ]
    )
    func `that are malformed are refused`(text: String) {
        #expect(throws: NoteError.malformed) { try SignedNote(parsing: text) }
    }

    @Test(
        arguments: [
            "", "foo", "example.com/foo+530d903a",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "+530d903a+AekyeRrm56hA",
            "exam ple+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ]
    )
    func `have keys that are refused when they are malformed`(text: String) {
        #expect(throws: NoteError.badKey) { try NoteKey(parsing: text) }
    }

    @Test
    func `of unknown keys are passed over, of known keys must verify`() throws {
        let foo = try NoteKey(parsing: Self.fooKey)
        let neumann = try NoteKey(parsing: Self.neumannKey)
        let note = try SignedNote(parsing: Self.fooNote)
        #expect(try note.verify(with: [neumann, foo]) == [foo])
        #expect(throws: NoteError.unknownSigner) { try note.verify(with: [neumann]) }
        #expect(throws: NoteError.ambiguousKey) { try note.verify(with: [foo, foo]) }
        let changed = SignedNote(text: "This is another message.\n", signatures: note.signatures)
        #expect(throws: NoteError.badSignature(key: "example.com/foo")) { try changed.verify(with: [foo]) }
        let stranger = SignedNote.Signature(name: "example.com/foo", id: 1, bytes: [1, 2, 3])
        let both = SignedNote(text: note.text, signatures: [stranger] + note.signatures)
        #expect(try SignedNote(parsing: both.description).verify(with: [foo]) == [foo])
    }
}
