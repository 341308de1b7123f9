import Foundation

/// Reads the answers of mail servers; a stranger's, so strictly.
enum MailboxAnswers {
    /// The number in `[UIDVALIDITY 123]` (RFC 9051 §7.1).
    static func uidValidity(_ answer: [UInt8]) -> Int64? {
        for line in lines(answer) {
            guard let mark = line.range(of: "[UIDVALIDITY ") else { continue }
            return Int64(line[mark.upperBound...].prefix { $0.isNumber })
        }
        return nil
    }

    /// The numbers in `* SEARCH 2 5 9` (RFC 9051 appendix; RFC 3501 §7.2.5), in order.
    static func found(_ answer: [UInt8]) -> [Int64] {
        lines(answer).flatMap { line -> [Int64] in
            let words = line.split(separator: " ")
            guard words.count >= 2, words[0] == "*", words[1].uppercased() == "SEARCH" else { return [] }
            return words.dropFirst(2).compactMap { Int64($0) }.filter { $0 > 0 }
        }.sorted()
    }

    /// The sizes in `* 1 FETCH (UID 5 RFC822.SIZE 1234)`, by UID.
    static func sizes(_ answer: [UInt8]) -> [Int64: Int] {
        var sizes: [Int64: Int] = [:]
        for line in lines(answer) {
            let words = line.split { $0 == " " || $0 == "(" || $0 == ")" }
            func value(after name: String) -> Int64? {
                guard let place = words.firstIndex(where: { $0.uppercased() == name }), place + 1 < words.count else {
                    return nil
                }
                return Int64(words[place + 1])
            }
            guard let uid = value(after: "UID"), let size = value(after: "RFC822.SIZE") else { continue }
            sizes[uid] = Int(clamping: size)
        }
        return sizes
    }

    /// The pairs in lines such as `1 whqtswO00WBw418f9t5JxYwZ` (RFC 1939 §7), by message number.
    static func numbered(_ answer: [UInt8]) -> [Int64: String] {
        var pairs: [Int64: String] = [:]
        for line in lines(answer) {
            let words = line.split(separator: " ")
            guard words.count >= 2, let number = Int64(words[0]), number > 0, words[1].utf8.count <= 70 else {
                continue
            }
            pairs[number] = String(words[1])
        }
        return pairs
    }

    private static func lines(_ answer: [UInt8]) -> [String] {
        answer.split { $0 == 0x0A || $0 == 0x0D }.map { String(decoding: $0, as: UTF8.self) }
    }
}
