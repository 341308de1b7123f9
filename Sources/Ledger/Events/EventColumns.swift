/// The fields of a header that a store keeps beside its bytes, so that they can be had without parsing.
package struct EventColumns: Hashable, Sendable {
    /// The event's place.
    package var position: Int64
    /// The event's own id.
    package var id: OpaqueID
    /// The kind of fact, as it is written.
    package var type: String
    /// The version of the body's shape.
    package var schema: Int64
    /// The document, if any.
    package var document: OpaqueID?
    /// The message, if any.
    package var message: OpaqueID?
    /// The recipient's number, if any.
    package var recipient: Int64?
    /// The attempt's number, if any.
    package var attempt: Int64?
    /// When it happened, in microseconds since 1970.
    package var occurred: Int64
    /// When it was recorded, in microseconds since 1970.
    package var recorded: Int64

    /// Makes columns as they were read.
    package init(
        position: Int64,
        id: OpaqueID,
        type: String,
        schema: Int64,
        document: OpaqueID?,
        message: OpaqueID?,
        recipient: Int64?,
        attempt: Int64?,
        occurred: Int64,
        recorded: Int64
    ) {
        self.position = position
        self.id = id
        self.type = type
        self.schema = schema
        self.document = document
        self.message = message
        self.recipient = recipient
        self.attempt = attempt
        self.occurred = occurred
        self.recorded = recorded
    }

    /// The columns that belong to a header.
    package init(of header: EventHeader) {
        self.init(
            position: header.position,
            id: header.id,
            type: header.type.rawValue,
            schema: Int64(header.schema),
            document: header.document,
            message: header.message,
            recipient: header.recipient.map(Int64.init),
            attempt: header.attempt.map(Int64.init),
            occurred: header.occurredAt.microseconds,
            recorded: header.recordedAt.microseconds
        )
    }

    /// The name of the first column that differs; nil if none does.
    package func firstDifference(from other: Self) -> String? {
        let fields: [(String, Bool)] = [
            ("position", position == other.position), ("id", id == other.id), ("type", type == other.type),
            ("schema", schema == other.schema), ("document", document == other.document),
            ("message", message == other.message), ("recipient", recipient == other.recipient),
            ("attempt", attempt == other.attempt), ("occurred", occurred == other.occurred),
            ("recorded", recorded == other.recorded),
        ]
        return fields.first { !$0.1 }?.0
    }
}
