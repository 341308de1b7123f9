/// Reads the answer section of a DNS message (RFC 1035 §4), whatever a stranger put there.
struct DNSMessage {
    /// The records of the type that was asked for.
    private(set) var records: [DNSRecord] = []
    /// The names that aliases lead to, in order.
    private(set) var aliases: [String] = []

    private static let mostRecords = 200

    /// Reads a message.
    ///
    /// - Throws: ``DNSFailure/malformed``.
    init(_ bytes: [UInt8], asked type: DNSRecordType) throws(DNSFailure) {
        var reader = DNSReader(bytes: bytes)
        try reader.skip(4)
        let questions = try reader.number()
        let answers = try reader.number()
        try reader.skip(4)
        guard questions <= 1 else { throw .malformed }
        for _ in 0..<questions {
            _ = try reader.name()
            try reader.skip(4)
        }
        for _ in 0..<min(answers, Self.mostRecords) {
            _ = try reader.name()
            let kind = try reader.number()
            try reader.skip(6)
            let length = try reader.number()
            let end = reader.position + length
            guard end <= bytes.count else { throw .malformed }
            guard let known = DNSRecordType(rawValue: UInt16(kind)) else {
                try reader.skip(length)
                continue
            }
            let record = try reader.record(known, until: end)
            if case .alias(let name) = record, type != .alias { aliases.append(name) }
            if known == type { records.append(record) }
            reader.position = end
        }
    }
}

/// A place in a DNS message, never outside it.
private struct DNSReader {
    let bytes: [UInt8]
    var position = 0

    mutating func skip(_ count: Int) throws(DNSFailure) {
        guard position + count <= bytes.count else { throw .malformed }
        position += count
    }

    mutating func number() throws(DNSFailure) -> Int {
        guard position + 2 <= bytes.count else { throw .malformed }
        defer { position += 2 }
        return Int(bytes[position]) << 8 | Int(bytes[position + 1])
    }

    /// A name with its pointers followed (RFC 1035 §4.1.4); each pointer leads backwards, so that none can go in circles.
    mutating func name() throws(DNSFailure) -> String {
        var labels: [String] = []
        var place = position
        var length = 0
        var hasJumped = false
        while true {
            guard place < bytes.count else { throw .malformed }
            let size = Int(bytes[place])
            switch size {
            case 0:
                if !hasJumped { position = place + 1 }
                return labels.joined(separator: ".")
            case 1..<64:
                guard place + 1 + size <= bytes.count else { throw .malformed }
                length += size + 1
                guard length <= 255 else { throw .malformed }
                labels.append(Self.label(bytes[place + 1..<place + 1 + size]))
                place += size + 1
            case 192...:
                guard place + 1 < bytes.count else { throw .malformed }
                let target = (size & 63) << 8 | Int(bytes[place + 1])
                guard target < place else { throw .malformed }
                if !hasJumped { position = place + 2 }
                hasJumped = true
                place = target
            default: throw .malformed
            }
        }
    }

    mutating func record(_ type: DNSRecordType, until end: Int) throws(DNSFailure) -> DNSRecord {
        switch type {
        case .address:
            guard end - position == 4 else { throw .malformed }
            return .address(bytes[position..<end].map(String.init).joined(separator: "."))
        case .longAddress:
            guard end - position == 16 else { throw .malformed }
            let groups = stride(from: position, to: end, by: 2).map { place in
                String(Int(bytes[place]) << 8 | Int(bytes[place + 1]), radix: 16)
            }
            return .address(groups.joined(separator: ":"))
        case .alias: return .alias(try name().lowercased())
        case .exchange:
            let preference = try number()
            return .exchange(preference: preference, host: try name().lowercased())
        case .text:
            var text: [UInt8] = []
            var strings = 0
            while position < end {
                let size = Int(bytes[position])
                guard position + 1 + size <= end else { throw .malformed }
                text += bytes[position + 1..<position + 1 + size]
                strings += 1
                position += size + 1
            }
            return .text(String(decoding: text, as: UTF8.self), strings: strings)
        }
    }

    /// A label as text; what cannot stand in a host name is written as RFC 1035 §5.1 has it.
    private static func label(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { byte in
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
            case 0x21...0x7E: String(UnicodeScalar(byte))
            default:
                "\\" + String(repeating: "0", count: byte < 10 ? 2 : byte < 100 ? 1 : 0) + String(byte)
            }
        }.joined()
    }
}
