import Foundation

/// Events of one kind about one copy that are too many to be in a bundle, and are counted in it only.
///
/// Anybody who holds a mail can fetch its picture as often as they like: that must not keep the evidence from being made.
package struct FoldedEvents: Codable, Hashable, Sendable {
    /// The message they are about.
    package var message: String?
    /// The recipient they are about.
    package var recipient: Int?
    /// Their type.
    package var type: String
    /// What tells them from others of their type, such as the class of an opening.
    package var detail: String?
    /// How many were left out.
    package var count: Int
    /// The position of the first that was left out.
    package var first: Int64
    /// The position of the last that was left out.
    package var last: Int64

    static let name = "folded.json"

    static func encode(_ folded: [Self]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(folded))
    }

    /// Reads what ``encode(_:)`` wrote; nil for anything else.
    static func decode(_ bytes: [UInt8]) -> [Self]? {
        guard
            let folded = try? JSONDecoder().decode([Self].self, from: Data(bytes)), !folded.isEmpty,
            folded.allSatisfy({ $0.count > 0 && $0.first <= $0.last }), (try? encode(folded)) == bytes
        else { return nil }
        return folded
    }

    /// In words.
    var words: String {
        let who = recipient.map { " of recipient \($0)" } ?? ""
        let mail = message.map { " of mail \($0)" } ?? ""
        let kind = detail.map { " (\($0))" } ?? ""
        return "\(count) more of \(type)\(kind)\(who)\(mail), between facts \(first) and \(last)"
    }
}
