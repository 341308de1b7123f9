import CGMime

/// Text in a charset that a mail names, as a string.
///
/// Never fails: what the named charset cannot be read as is taken for UTF-8, and else for Latin-1.
///
/// - Parameters:
///   - bytes: The text with its transfer encoding undone.
///   - charset: The name, as written in the mail; nil where it names none.
/// - Returns: The text.
package func decodedText(_ bytes: [UInt8], charset: String?) -> String {
    if let charset, let text = converted(bytes, from: charset) {
        return text
    }
    if bytes.contains(0x1B), let text = converted(bytes, from: "iso-2022-jp") {
        return text
    }
    if let text = String(validating: bytes, as: UTF8.self) {
        return text
    }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

/// The text, where the name is one of a charset that mail uses and the bytes fit it.
///
/// Names outside the list never reach the system's converter, which loads code by name.
private func converted(_ bytes: [UInt8], from charset: String) -> String? {
    let name = charset.lowercased().replacing("_", with: "-")
    let known = knownCharsets.first { name == $0 || ($0.hasSuffix("-") && isNumbered(name, $0)) }
    guard known != nil, !bytes.isEmpty else { return nil }
    guard name != "utf-8", name != "us-ascii" else { return nil }
    var written: gsize = 0
    let converted = bytes.withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) { characters in
            g_convert(characters.baseAddress, gssize(characters.count), "UTF-8", systemName(name), nil, &written, nil)
        }
    }
    guard let converted else { return nil }
    defer { g_free(converted) }
    return converted.withMemoryRebound(to: UInt8.self, capacity: Int(written)) { start in
        String(decoding: UnsafeBufferPointer(start: start, count: Int(written)), as: UTF8.self)
    }
}

private func isNumbered(_ name: String, _ prefix: String) -> Bool {
    let number = name.dropFirst(prefix.count)
    return name.hasPrefix(prefix) && (1...4).contains(number.utf8.count)
        && number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}

private func systemName(_ name: String) -> String {
    switch name {
    case "shift-jis", "sjis", "x-sjis": "cp932"
    case "ks-c-5601-1987": "euc-kr"
    case "gb2312": "gb18030"
    default: name
    }
}

private let knownCharsets: [String] = [
    "utf-8", "us-ascii", "iso-8859-", "windows-", "cp", "iso-2022-jp", "iso-2022-kr", "euc-jp", "euc-kr", "shift-jis",
    "sjis", "x-sjis", "cp932", "ks-c-5601-1987", "gb2312", "gbk", "gb18030", "big5", "koi8-r", "koi8-u", "tis-620",
    "macintosh", "utf-16", "utf-16le", "utf-16be", "utf-7",
]
