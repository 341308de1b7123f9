import Foundation
import Ledger
import Postoffice

/// The parameters behind the question mark, strictly read: each known, each once, each what it should be.
struct QueryParameters: Sendable {
    private let values: [String: String]

    /// Reads a query.
    ///
    /// - Parameters:
    ///   - query: What stands behind the question mark.
    ///   - allowed: The parameters that the call takes.
    /// - Throws: The problem with the first parameter that is unknown, doubled, too long or not decodable.
    init(_ query: String?, allowed: Set<String>) throws(Problem) {
        try self.init(query, allowed: allowed, isLenient: false)
    }

    /// Reads the query of an address that others write something to: what is not known, doubled or unreadable is passed over.
    init(lenient query: String?, known: Set<String>) {
        self = (try? Self(query, allowed: known, isLenient: true)) ?? Self(values: [:])
    }

    /// Takes what a body names instead of a query.
    ///
    /// - Throws: The problem with the first value that is too long.
    init(named values: [String: String]) throws(Problem) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where value.utf8.count > 1024 {
            throw Self.bad(name, "is longer than 1024 bytes")
        }
        self.values = values
    }

    private init(values: [String: String]) {
        self.values = values
    }

    private init(_ query: String?, allowed: Set<String>, isLenient: Bool) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard
                let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "")
            else {
                if isLenient { continue }
                throw Problem(.malformedRequest, "The query holds a percent sign that does not begin %XX in UTF-8.")
            }
            if isLenient {
                if allowed.contains(name), values[name] == nil, value.utf8.count <= 8192 { values[name] = value }
                continue
            }
            guard allowed.contains(name) else {
                let known = allowed.isEmpty ? "none" : allowed.sorted().joined(separator: ", ")
                throw Self.bad(String(name.prefix(40)), "is not one of the parameters of this call: \(known)")
            }
            guard values.updateValue(value, forKey: name) == nil else { throw Self.bad(name, "is given twice") }
            guard value.utf8.count <= 1024 else { throw Self.bad(name, "is longer than 1024 bytes") }
        }
        self.values = values
    }

    /// A text; nil where it is missing or empty.
    func text(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// An id that the service gave out.
    func id(_ name: String) throws(Problem) -> OpaqueID? {
        guard let text = text(name) else { return nil }
        guard let id = OpaqueID(text) else { throw Self.bad(name, "is not an id that this service gave out") }
        return id
    }

    /// An address, in which a plus sign that was not escaped is taken for one.
    func address(_ name: String) -> String? {
        text(name)?.replacing(" ", with: "+")
    }

    /// How many items a page may have: 1 to 200, 50 where nothing is said.
    func limit() throws(Problem) -> Int {
        try number("limit", in: 1...200).map(Int.init) ?? 50
    }

    /// A position in the ledger.
    func position(_ name: String) throws(Problem) -> Int64? {
        try number(name, in: 0...Int64.max - 1)
    }

    /// A whole number.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = values[name] else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text),
            range.contains(number)
        else {
            let most = range.upperBound > 1_000_000_000 ? "" : " to \(range.upperBound)"
            throw Self.bad(name, "is not a whole number from \(range.lowerBound)\(most)")
        }
        return number
    }

    /// A moment in RFC 3339.
    func moment(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = values[name] else { return nil }
        guard let moment = Self.moment(text) else {
            throw Self.bad(name, "is not a time in RFC 3339 such as 2026-11-21T20:51:00Z")
        }
        return moment
    }

    /// A position or a moment, whichever it is written as.
    func positionOrMoment(_ name: String) throws(Problem) -> PositionOrMoment? {
        guard let text = values[name] else { return nil }
        if let position = Int64(text), position >= 0, !text.hasPrefix("+") { return .position(position) }
        guard let moment = Self.moment(text) else {
            throw Self.bad(name, "is neither a position nor a time in RFC 3339 such as 2026-11-21T20:51:00Z")
        }
        return .moment(moment)
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Problem) -> Choice? {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw Self.bad(name, "is not one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// The address of a list's next page: the same parameters with another cursor.
    func address(ofNext cursor: String, at path: String) -> String {
        var parameters = values
        parameters["cursor"] = cursor
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        let query = parameters.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")"
        }
        return "\(path)?\(query.joined(separator: "&"))"
    }

    /// The problem that a parameter is.
    static func bad(_ name: String, _ problem: String) -> Problem {
        Problem(.badParameter, "The parameter \(name) \(problem).", fields: [FieldProblem(name, problem)])
    }

    private static func decode(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }

    /// Reads a moment; a plus sign of its offset that was not escaped arrives as a space.
    private static func moment(_ text: String) -> Timestamp? {
        Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.replacing(" ", with: "+"))
    }
}

/// Until when something is asked for.
enum PositionOrMoment: Hashable, Sendable {
    case position(Int64)
    case moment(Timestamp)
}
