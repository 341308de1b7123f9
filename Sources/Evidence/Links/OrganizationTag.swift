/// The sixteen opaque bytes by which a link names an organization.
///
/// They say nothing about the organization to somebody who has not got its folder, and a token hides even these.
package struct OrganizationTag: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// The sixteen bytes.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// Takes sixteen bytes; nil for any other number of them.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
