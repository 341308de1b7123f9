import Ledger

/// One slot of an anchor file: a checksum, a number that grows with every write, and a signed note.
///
/// The bytes are: `PBanchor`, SHA-256 over the rest, the number (8 bytes, big-endian), the note's length (4 bytes,
/// big-endian), the note, zeros.
struct AnchorSlot {
    /// The bytes of a slot: a page, so that one write touches one page.
    static let length = 4096
    /// The bytes of the longest note.
    static let noteLimit = length - 52

    let sequence: UInt64
    let note: String

    init(sequence: UInt64, note: String) {
        self.sequence = sequence
        self.note = note
    }

    /// Reads a slot; nil if it is empty, torn or changed.
    init?(block: [UInt8]) {
        guard block.count == Self.length, block.starts(with: Self.magic) else { return nil }
        let content = block[40...]
        guard Hash(of: content).bytes == Array(block[8..<40]) else { return nil }
        let count = content.dropFirst(8).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= Self.noteLimit else { return nil }
        self.sequence = content.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.note = String(decoding: content.dropFirst(12).prefix(count), as: UTF8.self)
    }

    /// Where in the file the slot with this number goes: odd ones to the first, even ones to the second.
    var offset: Int { sequence % 2 == 1 ? 0 : Self.length }

    /// The slot's bytes; nil if the note is too long.
    var block: [UInt8]? {
        let text = Array(note.utf8)
        guard text.count <= Self.noteLimit else { return nil }
        var content: [UInt8] = []
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: sequence >> shift))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: text.count >> shift))
        }
        content += text
        content += [UInt8](repeating: 0, count: Self.noteLimit - text.count)
        return Self.magic + Hash(of: content).bytes + content
    }

    /// The size in the second line of a checkpoint; -1 where there is none, so that such a note comes last.
    var size: Int64 {
        let lines = note.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        return lines.count > 1 ? Int64(lines[1]) ?? -1 : -1
    }

    private static let magic = Array("PBanchor".utf8)
}
