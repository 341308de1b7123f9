import Foundation
import GRDB
import Ledger
import Mail

/// Sixteen bytes in a column.
extension OpaqueID: DatabaseValueConvertible {
    /// The id as a blob.
    package var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    /// Reads a blob of sixteen bytes; nil for anything else.
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        Data.fromDatabaseValue(value).flatMap { Self(bytes: $0) }
    }
}

/// Thirty-two bytes in a column.
extension Hash: DatabaseValueConvertible {
    /// The hash as a blob.
    package var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    /// Reads a blob of thirty-two bytes; nil for anything else.
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        Data.fromDatabaseValue(value).flatMap { Self(bytes: $0) }
    }
}

/// Microseconds in a column.
extension Timestamp: DatabaseValueConvertible {
    /// The moment as an integer.
    package var databaseValue: DatabaseValue { microseconds.databaseValue }

    /// Reads an integer; nil for anything else.
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        Int64.fromDatabaseValue(value).map { Self(microseconds: $0) }
    }
}

extension EventType: DatabaseValueConvertible {}
extension DeliveryStatus: DatabaseValueConvertible {}
extension DocumentType: DatabaseValueConvertible {}
extension FailureClass: DatabaseValueConvertible {}
extension MethodKind: DatabaseValueConvertible {}
extension RecipientRole: DatabaseValueConvertible {}
extension StatusEvidence.Kind: DatabaseValueConvertible {}
