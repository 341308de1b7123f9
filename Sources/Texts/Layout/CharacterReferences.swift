/// Undoes the character references of HTML, as far as a check of addresses and styles needs them.
enum CharacterReferences {
    /// The text with numeric references and the few named ones that can hide an address replaced by what they stand for.
    static func decoded(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var decoded = ""
        var rest = text[...]
        while let ampersand = rest.firstIndex(of: "&") {
            decoded += rest[..<ampersand]
            let reference = rest[rest.index(after: ampersand)...]
            if let (scalar, end) = numeric(reference) ?? named(reference) {
                decoded.unicodeScalars.append(scalar)
                rest = reference[end...]
            } else {
                decoded.append("&")
                rest = reference
            }
        }
        return decoded + rest
    }

    /// A number, with or without the semicolon that browsers do without.
    private static func numeric(_ reference: Substring) -> (Unicode.Scalar, Substring.Index)? {
        guard reference.first == "#" else { return nil }
        let body = reference.dropFirst()
        let isHex = body.first == "x" || body.first == "X"
        let digits = (isHex ? body.dropFirst() : body).prefix { isHex ? $0.isHexDigit : ("0"..."9").contains($0) }
        guard !digits.isEmpty else { return nil }
        let significant = digits.drop { $0 == "0" }
        let number = UInt32(significant.prefix(8), radix: isHex ? 16 : 10) ?? 0
        let end = digits.endIndex
        let next = end < reference.endIndex && reference[end] == ";" ? reference.index(after: end) : end
        return (Unicode.Scalar(number) ?? "\u{FFFD}", next)
    }

    private static func named(_ reference: Substring) -> (Unicode.Scalar, Substring.Index)? {
        for (name, scalar) in names where reference.hasPrefix(name) {
            return (scalar, reference.index(reference.startIndex, offsetBy: name.count))
        }
        return nil
    }

    private static let names: [(String, Unicode.Scalar)] = [
        ("colon;", ":"), ("Tab;", "\t"), ("NewLine;", "\n"), ("lpar;", "("), ("rpar;", ")"), ("sol;", "/"),
        ("bsol;", "\\"), ("period;", "."), ("commat;", "@"), ("nbsp;", "\u{A0}"), ("percnt;", "%"), ("amp;", "&"),
        ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'"),
    ]
}
