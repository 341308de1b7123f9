/// The first SMTP reply code of a refusal in a text, such as 550.
///
/// Only a number that stands where a reply stands counts: at the start, or after a mark that leads to a server's words.
func firstReplyCode(in text: [UInt8]) -> Int? {
    var index = 0
    while index + 3 <= text.count {
        defer { index += 1 }
        guard text[index] == UInt8(ascii: "4") || text[index] == UInt8(ascii: "5"), text[index + 1].isDigit,
            text[index + 2].isDigit, leadsToReply(text[..<index]), endsReply(text[(index + 3)...])
        else { continue }
        let code = text[index..<(index + 3)].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        // 550 to 557, 571 and so on are in use; nothing above 599 or with a second digit of 8 or 9 is.
        guard code % 100 < 80 else { continue }
        return code
    }
    return nil
}

private func leadsToReply(_ before: ArraySlice<UInt8>) -> Bool {
    guard let last = before.last else { return true }
    if last == UInt8(ascii: " ") {
        guard let mark = before.dropLast().last else { return true }
        return ":;>=<.,-)]".utf8.contains(mark) || mark.isLetter || mark == UInt8(ascii: "-")
    }
    return ":;([<>'\"=#-".utf8.contains(last)
}

private func endsReply(_ after: ArraySlice<UInt8>) -> Bool {
    guard let first = after.first else { return true }
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "#"), UInt8(ascii: ","): return true
    case UInt8(ascii: " "):
        // `550 bytes` and `552 hours` are amounts.
        let word = after.dropFirst().prefix { $0.isLetter }
        let amounts = [
            "bytes", "byte", "hours", "hour", "minutes", "seconds", "days", "kb", "mb", "octets", "messages",
        ]
        return !amounts.contains(String(decoding: word, as: UTF8.self).lowercased())
    default: return false
    }
}
