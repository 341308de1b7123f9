/// Media types in request headers.
enum MediaRange {
    /// Which of the offered types a caller likes best (RFC 9110 §12.5.1); the first where the header is missing or asks for others.
    static func best(of offered: [String], accept: String?) -> String {
        guard let accept, let first = offered.first else { return offered.first ?? "" }
        let ranges = accept.lowercased().split(separator: ",").prefix(32).map(parse)
        let weighed = offered.map { type in (type, weight(of: type, in: ranges)) }
        let best = weighed.reduce((first, 0.0)) { best, next in next.1 > best.1 ? next : best }
        return best.0
    }

    /// Whether a Content-Type is JSON.
    static func isJSON(_ contentType: String) -> Bool {
        let type = parse(contentType.lowercased()[...]).type
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }

    private static func parse(_ text: Substring) -> (type: String, weight: Double) {
        let parts = text.split(separator: ";").map { $0.trimming(while: { $0 == " " || $0 == "\t" }) }
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
        return (parts.first.map(String.init) ?? "", min(max(weight ?? 1, 0), 1))
    }

    /// The weight that the most exact range gives a type.
    private static func weight(of type: String, in ranges: [(type: String, weight: Double)]) -> Double {
        let family = "\(type.prefix { $0 != "/" })/*"
        for wanted in [type, family, "*/*"] {
            if let found = ranges.first(where: { $0.type == wanted }) { return found.weight }
        }
        return 0
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
