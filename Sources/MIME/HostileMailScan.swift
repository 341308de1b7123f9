/// Looks over the lines of a mail from outside before GMime does.
///
/// GMime compares each line that starts with two hyphens with the boundary of every container around it, and spends some
/// hundred times the bytes of a header on it. A few megabytes of the wrong lines would cost minutes or gigabytes; a mail
/// from a person or a mail server stays far below these bounds.
struct HostileMailScan {
    private var topHeaderBytes: Int?
    private var delimiters = 0
    private var boundaries = 0
    private var headers = 0

    /// Scans all lines.
    ///
    /// - Throws: ``MIMEParseError/tooManyHeaders`` or ``MIMEParseError/tooManyParts``.
    static func check(_ bytes: [UInt8]) throws(MIMEParseError) {
        var scan = HostileMailScan()
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            scan.visit(line)
            guard scan.topHeaderBytes ?? line.endIndex <= 256 << 10, scan.headers <= 100_000 else {
                throw .tooManyHeaders
            }
            guard scan.delimiters <= 20_000, scan.boundaries <= 200 else { throw .tooManyParts }
            rest = bytes[min(line.endIndex + 1, bytes.endIndex)...]
        }
    }

    private mutating func visit(_ line: ArraySlice<UInt8>) {
        guard let first = line.first, first != UInt8(ascii: "\r") else {
            topHeaderBytes = topHeaderBytes ?? line.startIndex
            return
        }
        if first == UInt8(ascii: "-"), line.dropFirst().first == first {
            delimiters += 1
        }
        for (index, byte) in zip(line.indices, line) where byte | 0x20 == UInt8(ascii: "b") {
            let word = line[index...].prefix(Self.parameter.count)
            if word.count == Self.parameter.count, zip(word, Self.parameter).allSatisfy({ $0 | 0x20 == $1 }) {
                boundaries += 1
            }
        }
        // A name, then a colon: what GMime takes for a header where headers may stand.
        let name = line.prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        if name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: ":") {
            headers += 1
        }
    }

    private static let parameter = Array("boundary".utf8)
}
