/// An event as the ledger holds it.
package struct RecordedEvent: Hashable, Sendable {
    /// The header, parsed.
    package let header: EventHeader
    /// The entry: the exact stored bytes of the header, which the tree hashes.
    package let entry: [UInt8]
    /// The exact stored bytes of the body.
    package let body: [UInt8]

    /// Makes an event from its parts.
    package init(header: EventHeader, entry: [UInt8], body: [UInt8]) {
        self.header = header
        self.entry = entry
        self.body = body
    }
}
