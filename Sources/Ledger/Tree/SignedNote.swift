/// Why a note is refused.
package enum NoteError: Error, Hashable, Sendable {
    /// The key's text is malformed, or of a kind that is not known here.
    case badKey
    /// The same key was given twice.
    case ambiguousKey
    /// The text is not a signed note.
    case malformed
    /// A key that is known did not make the signature that bears its name.
    case badSignature(key: String)
    /// No signature is by a key that is known.
    case unknownSigner
}

/// A text with signatures below it, as C2SP signed-note v1.0.0 defines it.
package struct SignedNote: Hashable, Sendable {
    /// One line below the text.
    package struct Signature: Hashable, Sendable {
        /// The name of the key.
        package let name: String
        /// The id of the key.
        package let id: UInt32
        /// What the key made of the text.
        package let bytes: [UInt8]

        /// Makes a signature line.
        package init(name: String, id: UInt32, bytes: [UInt8]) {
            self.name = name
            self.id = id
            self.bytes = bytes
        }

        /// The line, without its end.
        package var line: String {
            let id = (0..<4).map { UInt8(truncatingIfNeeded: self.id >> (24 - 8 * UInt32($0))) }
            return "\u{2014} \(name) \(Base64.encode(id + bytes))"
        }
    }

    /// The signed text; ends with a line end.
    package let text: String
    /// The signatures, at least one.
    package let signatures: [Signature]

    /// Puts signatures below a text.
    package init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Takes a note apart; nothing is verified yet.
    package init(parsing note: String) throws(NoteError) {
        let bytes = Array(note.utf8)
        guard bytes.count <= Self.maximumSize, bytes.last == Self.lineEnd else { throw .malformed }
        guard !bytes.contains(where: { $0 < 0x20 && $0 != Self.lineEnd }) else { throw .malformed }
        // The text may hold empty lines itself; the last one ends it.
        let gap = bytes.indices.dropFirst().last { bytes[$0] == Self.lineEnd && bytes[$0 - 1] == Self.lineEnd }
        guard let gap, gap + 1 < bytes.count else { throw .malformed }
        let lines = String(decoding: bytes[(gap + 1)...], as: UTF8.self)
            .dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatures else { throw .malformed }
        var signatures: [Signature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.init(text: String(decoding: bytes[..<gap], as: UTF8.self), signatures: signatures)
    }

    /// Reads one line below a text, without its end.
    ///
    /// - Throws: ``NoteError/malformed``.
    package static func signature(parsing line: String) throws(NoteError) -> Signature {
        guard line.utf8.count <= 10_000, !line.utf8.contains(where: { $0 < 0x20 }) else { throw .malformed }
        return try signature(line[...])
    }

    /// The note as it is sent and stored.
    package var description: String {
        text + "\n" + signatures.map { $0.line + "\n" }.joined()
    }

    /// Checks the signatures of the keys that are known; those of others are passed over.
    ///
    /// - Returns: The keys that signed, at least one.
    @discardableResult
    package func verify(with keys: [NoteKey]) throws(NoteError) -> [NoteKey] {
        guard Set(keys.map { "\($0.name)+\($0.id)" }).count == keys.count else { throw .ambiguousKey }
        var signers: [NoteKey] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.name == signature.name && $0.id == signature.id }) else { continue }
            guard key.isSignature(signature.bytes, of: text) else { throw .badSignature(key: key.name) }
            if !signers.contains(key) { signers.append(key) }
        }
        guard !signers.isEmpty else { throw .unknownSigner }
        return signers
    }

    private static func signature(_ line: Substring) throws(NoteError) -> Signature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard
            parts.count == 3, parts[0] == "\u{2014}", NoteKey.isName(parts[1]), let bytes = Base64.decode(parts[2]),
            bytes.count > 4
        else { throw .malformed }
        return Signature(
            name: String(parts[1]),
            id: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            bytes: Array(bytes.dropFirst(4))
        )
    }

    private static let lineEnd = UInt8(ascii: "\n")
    private static let maximumSize = 1_000_000
    private static let maximumSignatures = 100
}
