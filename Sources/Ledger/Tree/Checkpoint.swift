/// The size and root of a ledger, in the form that is signed (C2SP tlog-checkpoint v1.0.0).
package struct Checkpoint: Hashable, Sendable {
    /// Which ledger it is of.
    package let origin: String
    /// How many events it covers.
    package let size: Int64
    /// The root over them.
    package let root: Hash

    /// Makes a checkpoint.
    package init(origin: String, size: Int64, root: Hash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the signed text of a note; lines after the third are passed over.
    package init(parsing text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard
            lines.count >= 4, lines.last == "", !lines.dropLast().contains(""),
            let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
            let root = Base64.decode(lines[2]).flatMap({ Hash(bytes: $0) })
        else { throw .malformed }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// Reads a signed note, if `key` signed it and it is of the ledger that the key is named after.
    package init(verifying note: String, with key: NoteKey) throws(NoteError) {
        let note = try SignedNote(parsing: note)
        try note.verify(with: [key])
        try self.init(parsing: note.text)
        guard origin == key.name else { throw .malformed }
    }

    /// The text that is signed.
    package var text: String {
        "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
    }
}
