/// Writes a zip file whose members are stored as they are, one after the other.
///
/// Everything that a zip leaves open is fixed (no compression, no times, names in UTF-8), so that the same members in the
/// same order always give the same bytes: a changed byte anywhere is noticed by writing the file again.
package struct ZipWriter {
    private var directory: [UInt8] = []
    private var offset: UInt32 = 0
    private var count: UInt16 = 0

    /// Begins an empty file.
    package init() {}

    /// The bytes to write for a member, its content included.
    ///
    /// - Throws: ``BundleError/tooLarge`` where a zip without extensions cannot hold it.
    package mutating func member(_ name: String, _ content: [UInt8]) throws(BundleError) -> [UInt8] {
        let name = Array(name.utf8)
        guard
            let size = UInt32(exactly: content.count), count < UInt16.max, name.count < 1024,
            UInt64(offset) + UInt64(size) + 4096 < UInt64(UInt32.max) - UInt64(directory.count)
        else { throw .tooLarge }
        // Version 2.0, names in UTF-8, stored, 1980-01-01 00:00.
        let facts =
            Self.little(UInt16(20)) + Self.little(UInt16(0x800)) + Self.little(UInt16(0)) + Self.little(UInt16(0))
            + Self.little(UInt16(0x21)) + Self.little(CRC32.of(content)) + Self.little(size) + Self.little(size)
            + Self.little(UInt16(name.count)) + Self.little(UInt16(0))
        let start = [0x50, 0x4B, 0x03, 0x04] + facts + name
        directory +=
            [0x50, 0x4B, 0x01, 0x02] + Self.little(UInt16(20)) + facts + Self.little(UInt16(0))
            + Self.little(UInt16(0)) + Self.little(UInt16(0)) + Self.little(UInt32(0)) + Self.little(offset) + name
        offset += UInt32(start.count) + size
        count += 1
        return start + content
    }

    /// The bytes that end the file.
    package func end() -> [UInt8] {
        directory + [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0] + Self.little(count) + Self.little(count)
            + Self.little(UInt32(directory.count)) + Self.little(offset) + [0, 0]
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

/// Reads a zip file as ``ZipWriter`` writes them, and no other.
struct ZipReader {
    /// The members, in the order in which they lie in the file.
    let members: [(name: String, range: Range<Int>)]

    /// Takes a file apart.
    ///
    /// - Throws: ``BundleError/notABundle`` for any byte that ``ZipWriter`` would not have put there.
    init(_ file: [UInt8]) throws(BundleError) {
        var members: [(String, Range<Int>)] = []
        var writer = ZipWriter()
        var place = 0
        while place + 30 <= file.count, file[place..<place + 4].elementsEqual([0x50, 0x4B, 0x03, 0x04]) {
            let size = Self.little(file[place + 18..<place + 22])
            let nameSize = Self.little(file[place + 26..<place + 28])
            let start = place + 30 + nameSize
            guard
                start + size <= file.count, members.count < 65_535,
                let name = String(validating: file[place + 30..<start], as: UTF8.self), Self.isName(name)
            else { throw .notABundle }
            let range = start..<start + size
            let written = try writer.member(name, Array(file[range]))
            guard written.elementsEqual(file[place..<range.upperBound]) else { throw .notABundle }
            members.append((name, range))
            place = range.upperBound
        }
        guard !members.isEmpty, file[place...].elementsEqual(writer.end()) else { throw .notABundle }
        guard Set(members.map(\.0)).count == members.count else { throw .notABundle }
        self.members = members
    }

    /// Whether a name leads to a place inside of the folder that a zip is unpacked into.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || [0x2D, 0x2E, 0x5F].contains(byte)
                }
        }
    }

    private static func little(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The checksum of zip files (ISO 3309, polynomial 0xEDB88320).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    /// The checksum of bytes.
    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
    }
}
