import MIME

extension ParsedMail {
    /// The parts of a mail whose containers are broken, found by their own headers.
    ///
    /// A line of hyphens followed by a Content-Type header starts a part, whatever the headers above it say.
    static func salvagedParts(of mail: [UInt8]) -> [ParsedMail.Part] {
        let beginning = mail.prefix(131_072)
        let lines = beginning.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var starts: [Int] = []
        for (line, next) in zip(lines, lines.dropFirst())
        where line.starts(with: "--".utf8) && starts.count < 50 && startsPart(next) {
            starts.append(next.startIndex)
        }
        if starts.isEmpty, let body = lines.first(where: { $0.isEmpty || $0.elementsEqual("\r".utf8) }) {
            // Without any part, all that follows the headers is text.
            return (try? ParsedMail(parsing: Array("\n".utf8) + beginning[body.endIndex...]))?.parts ?? []
        }
        return zip(starts, starts.dropFirst() + [beginning.endIndex]).flatMap { start, end in
            (try? ParsedMail(parsing: Array(beginning[start..<end])))?.parts ?? []
        }
    }

    private static func startsPart(_ line: ArraySlice<UInt8>) -> Bool {
        String(decoding: line.prefix(8), as: UTF8.self).lowercased() == "content-"
    }
}
