/// The elements of a JSON array as the very bytes they were sent as.
///
/// A provider tells of many people in one call. What is kept of each must be readable without the others, so that one of
/// them can be erased, and it must be what was sent, not what was made of it.
enum JSONElements {
    /// Splits an array; nil for bytes that do not begin as one, or are not balanced.
    ///
    /// The elements may still be no JSON: only strings, brackets and commas are looked at, once, from front to back.
    static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        guard let open = bytes.firstIndex(where: { !isSpace($0) }), bytes[open] == UInt8(ascii: "[") else { return nil }
        var elements: [ArraySlice<UInt8>] = []
        var start = open + 1
        var depth = 1
        var isInString = false
        var isEscaped = false
        for index in bytes.indices[(open + 1)...] {
            let byte = bytes[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte
                    == UInt8(ascii: "\"")
                {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                guard depth == 0 else { continue }
                guard byte == UInt8(ascii: "]"), bytes[(index + 1)...].allSatisfy(isSpace) else { return nil }
                let last = trimmed(bytes[start..<index])
                if !last.isEmpty { elements.append(last) } else if !elements.isEmpty { return nil }
                return elements
            case UInt8(ascii: ",") where depth == 1:
                elements.append(trimmed(bytes[start..<index]))
                start = index + 1
            default: break
            }
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
    }
}
