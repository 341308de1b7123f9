import GRDB

/// SQLite's own order of values: NULL, numbers, text, blobs; text and blobs by their bytes.
enum RowOrder {
    /// Whether one key comes before another.
    static func precedes(_ left: [DatabaseValue], _ right: [DatabaseValue]) -> Bool {
        for (first, second) in zip(left, right) where !same(first, second) { return precedes(first, second) }
        return false
    }

    /// Whether two values are the same, text byte for byte: Swift takes different spellings of one letter for equal.
    static func same(_ left: DatabaseValue, _ right: DatabaseValue) -> Bool {
        if case (.string(let left), .string(let right)) = (left.storage, right.storage) {
            return left.utf8.elementsEqual(right.utf8)
        }
        return left == right
    }

    private static func precedes(_ left: DatabaseValue, _ right: DatabaseValue) -> Bool {
        switch (left.storage, right.storage) {
        case (.int64(let left), .int64(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.int64(let left), .double(let right)): Double(left) < right
        case (.double(let left), .int64(let right)): left < Double(right)
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.blob(let left), .blob(let right)): left.lexicographicallyPrecedes(right)
        default: rank(left) < rank(right)
        }
    }

    private static func rank(_ value: DatabaseValue) -> Int {
        switch value.storage {
        case .null: 0
        case .int64, .double: 1
        case .string: 2
        case .blob: 3
        }
    }
}
