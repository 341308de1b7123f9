/// Why bytes are not an entry.
package enum EntryError: Error, Hashable, Sendable {
    /// The bytes are not exactly what this header would have been written as.
    case malformed
}

extension EventType {
    /// Whether the name can stand in a header: 1 to 64 lower-case letters, digits, dots, dashes and underscores.
    package var isWritable: Bool {
        (1...64).contains(rawValue.utf8.count)
            && rawValue.utf8.allSatisfy { character in
                switch character {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

extension EventHeader {
    /// The most bytes an entry may have: what a tile of entries can hold (C2SP tlog-tiles).
    package static let maximumEntrySize = 65_535

    /// The header as bytes: JSON with its keys in this order, absent ones left out, no spaces.
    ///
    /// These bytes are stored and hashed; nothing ever writes them again.
    package func entry() -> [UInt8] {
        var entry: [UInt8] = []
        entry.reserveCapacity(480)
        entry.append("{\"v\":1,\"ledger\":\"")
        entry.append(ledger)
        entry.append("\",\"epoch\":")
        entry.append(Int64(epoch))
        entry.append(",\"position\":")
        entry.append(position)
        entry.append(",\"id\":\"")
        entry.append(id)
        entry.append("\",\"type\":\"")
        entry.append(contentsOf: type.rawValue.utf8)
        entry.append("\",\"schema\":")
        entry.append(Int64(schema))
        if let document {
            entry.append(",\"document\":\"")
            entry.append(document)
            entry.append("\"")
        }
        if let message {
            entry.append(",\"message\":\"")
            entry.append(message)
            entry.append("\"")
        }
        if let recipient {
            entry.append(",\"recipient\":")
            entry.append(Int64(recipient))
        }
        if let attempt {
            entry.append(",\"attempt\":")
            entry.append(Int64(attempt))
        }
        entry.append(",\"occurred\":\"")
        entry.append(contentsOf: occurredAt.description.utf8)
        entry.append("\",\"recorded\":\"")
        entry.append(contentsOf: recordedAt.description.utf8)
        entry.append("\",\"body\":\"")
        entry.append(hexadecimal: bodyHash.bytes)
        entry.append("\"")
        if let actor {
            entry.append(",\"actor\":\"")
            entry.append(actor)
            entry.append("\"")
        }
        entry.append("}")
        return entry
    }

    /// Reads the bytes of an entry.
    ///
    /// - Throws: ``EntryError/malformed`` for bytes that ``entry()`` would not have written.
    package init(entry: [UInt8]) throws(EntryError) {
        guard entry.count <= Self.maximumEntrySize, let header = Self.parse(EntryReader(entry)), header.entry() == entry
        else { throw .malformed }
        self = header
    }

    private static func parse(_ start: EntryReader) -> Self? {
        var reader = start
        guard
            reader.take("{\"v\":1,\"ledger\":\""), let ledger = reader.takeID(),
            reader.take("\",\"epoch\":"), let epoch = reader.takeInteger().flatMap({ Int(exactly: $0) }),
            reader.take(",\"position\":"), let position = reader.takeInteger(),
            reader.take(",\"id\":\""), let id = reader.takeID(),
            reader.take("\",\"type\":\""), let type = reader.takeText().map(EventType.init(rawValue:)), type.isWritable,
            reader.take("\",\"schema\":"), let schema = reader.takeInteger().flatMap({ Int(exactly: $0) })
        else { return nil }
        var document: OpaqueID?
        if reader.take(",\"document\":\"") {
            document = reader.takeID()
            guard document != nil, reader.take("\"") else { return nil }
        }
        var message: OpaqueID?
        if reader.take(",\"message\":\"") {
            message = reader.takeID()
            guard message != nil, reader.take("\"") else { return nil }
        }
        var recipient: Int?
        if reader.take(",\"recipient\":") {
            recipient = reader.takeInteger().flatMap { Int(exactly: $0) }
            guard recipient != nil else { return nil }
        }
        var attempt: Int?
        if reader.take(",\"attempt\":") {
            attempt = reader.takeInteger().flatMap { Int(exactly: $0) }
            guard attempt != nil else { return nil }
        }
        guard
            reader.take(",\"occurred\":\""), let occurredAt = reader.takeText().flatMap({ Timestamp(rfc3339: $0) }),
            reader.take("\",\"recorded\":\""), let recordedAt = reader.takeText().flatMap({ Timestamp(rfc3339: $0) }),
            reader.take("\",\"body\":\""), let bodyHash = reader.takeText().flatMap({ Hash(hex: $0) }),
            reader.take("\"")
        else { return nil }
        var actor: OpaqueID?
        if reader.take(",\"actor\":\"") {
            actor = reader.takeID()
            guard actor != nil, reader.take("\"") else { return nil }
        }
        guard reader.take("}"), reader.isAtEnd else { return nil }
        return Self(
            ledger: ledger,
            epoch: epoch,
            position: position,
            id: id,
            type: type,
            schema: schema,
            document: document,
            message: message,
            recipient: recipient,
            attempt: attempt,
            occurredAt: occurredAt,
            recordedAt: recordedAt,
            bodyHash: bodyHash,
            actor: actor
        )
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ literal: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    fileprivate mutating func append(_ number: Int64) {
        guard number >= 0, number < 10 else { return append(contentsOf: String(number).utf8) }
        append(UInt8(ascii: "0") + UInt8(number))
    }

    fileprivate mutating func append(_ id: OpaqueID) {
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { append(UInt8(ascii: "-")) }
            append(
                hexadecimal: UInt8(truncatingIfNeeded: (index < 8 ? id.high : id.low) >> (56 - 8 * UInt64(index & 7)))
            )
        }
    }

    fileprivate mutating func append(hexadecimal bytes: [UInt8]) {
        for byte in bytes { append(hexadecimal: byte) }
    }

    private mutating func append(hexadecimal byte: UInt8) {
        append(Self.digit(byte >> 4))
        append(Self.digit(byte & 15))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
