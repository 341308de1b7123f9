/// Why bytes are no JSON that is read here.
package enum JSONError: Error, Hashable, Sendable {
    /// The bytes are not one JSON value (RFC 8259), or hold a number that nothing here can hold.
    case malformed(offset: Int)
    /// Arrays and objects are nested deeper than ``JSONValue/maximumDepth``.
    case tooDeep
}

extension JSONValue {
    /// How deep arrays and objects may be nested.
    package static let maximumDepth = 64

    /// Reads one JSON value (RFC 8259), without going through `Codable`, which takes many times as long.
    ///
    /// A number without fraction and exponent is an ``integer(_:)`` if it fits. Of equal keys in an object the last counts.
    ///
    /// - Throws: ``JSONError``.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        let parsed = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONError) in
                var parser = JSONParser(bytes: buffer)
                return try parser.document()
            }
        }
        self = try parsed.get()
    }
}

private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard at == bytes.count else { throw .malformed(offset: at) }
        return value
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var fields: [String: JSONValue] = [:]
        if take("}") { return .object(fields) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw .malformed(offset: at) }
            let key = try string()
            guard take(":") else { throw .malformed(offset: at) }
            fields[key] = try value()
        } while take(",")
        guard take("}") else { throw .malformed(offset: at) }
        return .object(fields)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw .malformed(offset: at) }
        return .array(elements)
    }

    private mutating func enter() throws(JSONError) {
        at += 1
        depth += 1
        guard depth <= JSONValue.maximumDepth else { throw .tooDeep }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[offset] else { throw .malformed(offset: at) }
            at += 1
        }
        return value
    }

    /// RFC 8259 §6: no leading zeros, no plus sign, digits on both sides of a point.
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let whole = at
        guard skipDigits() > 0, at == whole + 1 || bytes[whole] != UInt8(ascii: "0") else {
            throw .malformed(offset: start)
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            guard skipDigits() > 0 else { throw .malformed(offset: at) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            guard skipDigits() > 0 else { throw .malformed(offset: at) }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw .malformed(offset: start) }
        return .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { at += 1 }
        return at - start
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        let start = at
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { at += 1 }
        guard next == UInt8(ascii: "\\") else {
            defer { at += 1 }
            return try checked(bytes[start..<at])
        }
        var text = Array(bytes[start..<at])
        while let byte = next, byte != UInt8(ascii: "\""), byte >= 0x20 {
            at += 1
            if byte == UInt8(ascii: "\\") { text.append(contentsOf: try escaped().utf8) } else { text.append(byte) }
        }
        defer { at += 1 }
        return try checked(text[...])
    }

    /// Ends a string: there must be a quotation mark, and the bytes must be UTF-8.
    private func checked(_ text: some Collection<UInt8>) throws(JSONError) -> String {
        guard next == UInt8(ascii: "\""), let string = String(validating: text, as: UTF8.self) else {
            throw .malformed(offset: at)
        }
        return string
    }

    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        let escape = next
        at += 1
        switch escape {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar()
        default: throw .malformed(offset: at)
        }
    }

    /// One scalar of one escape, or of two that are a surrogate pair.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), next == UInt8(ascii: "\\") else { throw .malformed(offset: at) }
        at += 1
        guard next == UInt8(ascii: "u") else { throw .malformed(offset: at) }
        at += 1
        let second = try unit()
        let pair = 0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) &- 0xDC00
        guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(pair) else {
            throw .malformed(offset: at)
        }
        return scalar
    }

    private mutating func unit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next, let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
                throw .malformed(offset: at)
            }
            unit = unit << 4 | UInt16(value)
            at += 1
        }
        return unit
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }
}
