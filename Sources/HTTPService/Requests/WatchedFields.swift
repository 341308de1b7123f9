import Foundation

/// A value together with the fields of its JSON that it never asked for, which are mistakes of whoever wrote them.
struct WatchedFields<Value: Decodable>: Decodable {
    let value: Value
    /// The paths of the fields that nobody reads, with the names that are read beside each.
    let unread: [(path: [any CodingKey], known: [String])]

    init(from decoder: any Decoder) throws {
        let watch = FieldWatch()
        value = try Value(from: WatchingDecoder(base: decoder, watch: watch))
        unread = watch.unread
    }
}

/// Which fields each object has, and which of them were asked for.
private final class FieldWatch {
    private struct Object {
        let path: [any CodingKey]
        var present: [AnyKey]
        var asked: Set<String> = []
    }

    private var objects: [String: Object] = [:]

    var unread: [(path: [any CodingKey], known: [String])] {
        objects.values.flatMap { object in
            object.present.filter { !object.asked.contains($0.stringValue) }
                .map { (object.path + [$0], object.asked.sorted()) }
        }
        .sorted { Self.name($0.path) < Self.name($1.path) }
    }

    func open(_ path: [any CodingKey], _ present: [AnyKey]) {
        let name = Self.name(path)
        if objects[name] == nil { objects[name] = Object(path: path, present: present) }
    }

    func ask(_ key: any CodingKey, in path: [any CodingKey]) {
        objects[Self.name(path)]?.asked.insert(key.stringValue)
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: "\u{0}")
    }
}

/// A field of any name.
private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init?(intValue: Int) { nil }
    init(index: Int) { (stringValue, intValue) = ("\(index)", index) }
}

/// A decoder that writes down what is asked of another.
private struct WatchingDecoder: Decoder {
    let base: any Decoder
    let watch: FieldWatch

    var codingPath: [any CodingKey] { base.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        watch.open(codingPath, try base.container(keyedBy: AnyKey.self).allKeys)
        return KeyedDecodingContainer(WatchingFields(base: try base.container(keyedBy: type), watch: watch))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        WatchingList(base: try base.unkeyedContainer(), watch: watch)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        WatchingValue(base: try base.singleValueContainer(), decoder: self)
    }

    /// Says where a number stands that does not fit; the decoder has an error of its own for it, and in the end calls the
    /// whole body no JSON.
    static func number<Value>(at path: [any CodingKey], _ decode: () throws -> Value) throws -> Value {
        do {
            return try decode()
        } catch  where !(error is DecodingError) {
            let problem = "it is no whole number, or too large a one"
            throw DecodingError.dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: problem))
        }
    }

    /// Whether values of a type hold no fields to watch, or are read by the base in a way of its own.
    static func isPlain(_ type: any Decodable.Type) -> Bool {
        switch type {
        case is String.Type, is Bool.Type, is Double.Type, is Float.Type, is any FixedWidthInteger.Type: true
        case is Data.Type, is Date.Type, is URL.Type, is Decimal.Type: true
        default: false
        }
    }
}

private struct WatchingFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let base: KeyedDecodingContainer<Key>
    let watch: FieldWatch

    var codingPath: [any CodingKey] { base.codingPath }
    var allKeys: [Key] { base.allKeys }

    func contains(_ key: Key) -> Bool {
        watch.ask(key, in: codingPath)
        return base.contains(key)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        watch.ask(key, in: codingPath)
        return try base.decodeNil(forKey: key)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        watch.ask(key, in: codingPath)
        // What is missing or null the base says best.
        guard base.contains(key), try !base.decodeNil(forKey: key), !WatchingDecoder.isPlain(type) else {
            return try WatchingDecoder.number(at: codingPath + [key]) { try base.decode(type, forKey: key) }
        }
        return try Value(from: WatchingDecoder(base: try base.superDecoder(forKey: key), watch: watch))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        WatchingDecoder(base: try base.superDecoder(), watch: watch)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        watch.ask(key, in: codingPath)
        return WatchingDecoder(base: try base.superDecoder(forKey: key), watch: watch)
    }
}

private struct WatchingList: UnkeyedDecodingContainer {
    var base: any UnkeyedDecodingContainer
    let watch: FieldWatch

    var codingPath: [any CodingKey] { base.codingPath }
    var count: Int? { base.count }
    var isAtEnd: Bool { base.isAtEnd }
    var currentIndex: Int { base.currentIndex }

    mutating func decodeNil() throws -> Bool { try base.decodeNil() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if WatchingDecoder.isPlain(type) || isAtEnd {
            let path = codingPath + [AnyKey(index: currentIndex)]
            return try WatchingDecoder.number(at: path) { try base.decode(type) }
        }
        return try Value(from: superDecoder())
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        WatchingDecoder(base: try base.superDecoder(), watch: watch)
    }
}

private struct WatchingValue: SingleValueDecodingContainer {
    let base: any SingleValueDecodingContainer
    let decoder: WatchingDecoder

    var codingPath: [any CodingKey] { base.codingPath }

    func decodeNil() -> Bool { base.decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        WatchingDecoder.isPlain(type) ? try base.decode(type) : try Value(from: decoder)
    }
}
