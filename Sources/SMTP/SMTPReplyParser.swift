/// Why the server's bytes are not a reply; the session cannot go on.
enum SMTPReplyError: Error, Hashable, Sendable {
    /// A line over ``SMTPReplyParser/maximumLineLength`` bytes.
    case lineTooLong
    /// A reply over ``SMTPReplyParser/maximumLines`` lines.
    case tooManyLines
    /// A line that does not begin with a code from 200 to 599 and a space, hyphen or line end.
    case notAReply
    /// A reply whose lines carry different codes.
    case codesDiffer
}

/// Cuts the server's bytes into replies (RFC 5321 §4.2.1).
///
/// Parsing happens only on ``next()``; what nobody asked for stays visible as unread bytes. Lines may end in LF alone.
struct SMTPReplyParser {
    /// The longest line, in bytes without its line end.
    static let maximumLineLength = 4096
    /// The most lines in one reply.
    static let maximumLines = 128

    private var buffer: [UInt8] = []
    private var position = 0
    private var code: Int?
    private var lines: [String] = []

    /// Whether nothing is buffered: neither bytes nor lines of an unfinished reply.
    var isEmpty: Bool { unreadCount == 0 && lines.isEmpty }

    /// Bytes not yet part of a reply.
    var unreadCount: Int { buffer.count - position }

    /// Adds bytes from the server.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        if position == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            position = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next complete reply, or `nil` until more bytes come.
    mutating func next() throws(SMTPReplyError) -> SMTPReply? {
        while let line = try nextLine() {
            let (lineCode, isLast, text) = try Self.parse(line)
            guard code == nil || code == lineCode else { throw .codesDiffer }
            guard lines.count < Self.maximumLines else { throw .tooManyLines }
            code = lineCode
            lines.append(text)
            if isLast {
                defer {
                    code = nil
                    lines = []
                }
                return SMTPReply(code: lineCode, lines: lines)
            }
        }
        return nil
    }

    private mutating func nextLine() throws(SMTPReplyError) -> ArraySlice<UInt8>? {
        guard let end = buffer[position...].firstIndex(of: 0x0A) else {
            // One byte more than a line may have: its CR.
            guard unreadCount <= Self.maximumLineLength + 1 else { throw .lineTooLong }
            return nil
        }
        var line = buffer[position..<end]
        if line.last == 0x0D {
            line.removeLast()
        }
        guard line.count <= Self.maximumLineLength else { throw .lineTooLong }
        position = end + 1
        return line
    }

    private static func parse(
        _ line: ArraySlice<UInt8>
    ) throws(SMTPReplyError) -> (code: Int, isLast: Bool, text: String) {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notAReply }
        let code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (200..<600).contains(code) else { throw .notAReply }
        let rest = line.dropFirst(3)
        guard let separator = rest.first else { return (code, true, "") }
        guard separator == 0x20 || separator == 0x2D else { throw .notAReply }
        let text = rest.dropFirst().map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        return (code, separator == 0x20, String(decoding: text, as: UTF8.self))
    }
}
