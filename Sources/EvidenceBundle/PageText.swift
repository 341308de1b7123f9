import Foundation
import Ledger

/// Texts as they stand in the page.
enum PageText {
    /// A text that cannot be taken for markup.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    /// A moment to the second, in UTC.
    static func moment(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    /// A hash in groups that an eye can compare.
    static func grouped(_ hash: String, groups: Int = 8) -> String {
        var rest = hash[...]
        var parts: [Substring] = []
        while !rest.isEmpty, parts.count < groups {
            parts.append(rest.prefix(8))
            rest = rest.dropFirst(8)
        }
        return parts.joined(separator: " ") + (rest.isEmpty ? "" : " …")
    }
}
