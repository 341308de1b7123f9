import Ledger

/// The body of an event as JSON: what anybody may read, and beside it what is sealed.
struct EventBody {
    let data: JSONValue
    let sealed: [SealedPart]

    init(data: JSONValue, sealed: [SealedPart]) {
        self.data = data
        self.sealed = sealed
    }

    /// Reads a stored body; nil if it is of another shape.
    init?(parsing bytes: [UInt8]) {
        guard case .object(let fields)? = try? JSONValue(parsing: bytes), let data = fields["data"] else { return nil }
        self.data = data
        switch fields["sealed"] {
        case nil, .null?:
            sealed = []
        case .array(let elements)?:
            let parts = elements.compactMap(SealedPart.init(json:))
            guard parts.count == elements.count else { return nil }
            sealed = parts
        default:
            return nil
        }
    }

    /// The body as it is stored.
    var bytes: [UInt8] {
        var fields = ["data": data]
        if !sealed.isEmpty { fields["sealed"] = .array(sealed.map(\.json)) }
        return JSONValue.object(fields).bytes
    }
}

extension SealedPart {
    fileprivate init?(json: JSONValue) {
        guard
            case .object(let fields) = json, case .string(let subject)? = fields["subject"],
            case .string(let key)? = fields["key"], case .string(let box)? = fields["box"]
        else { return nil }
        var optional: [String: String] = [:]
        for name in ["period", "periodKey", "commitment"] {
            switch fields[name] {
            case nil: continue
            case .string(let text)?: optional[name] = text
            default: return nil
            }
        }
        guard (optional["period"] == nil) == (optional["periodKey"] == nil) else { return nil }
        self.init(
            subject: subject,
            key: key,
            box: box,
            period: optional["period"],
            periodKey: optional["periodKey"],
            commitment: optional["commitment"]
        )
    }

    fileprivate var json: JSONValue {
        var fields: [String: JSONValue] = ["subject": .string(subject), "key": .string(key), "box": .string(box)]
        fields["period"] = period.map { .string($0) }
        fields["periodKey"] = periodKey.map { .string($0) }
        fields["commitment"] = commitment.map { .string($0) }
        return .object(fields)
    }
}
