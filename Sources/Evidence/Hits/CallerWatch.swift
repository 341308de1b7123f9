/// Remembers for an hour from which addresses an organization used the service, by pseudonyms; in memory alone.
///
/// Bounded: of each organization the addresses used last.
package struct CallerWatch: Sendable {
    private static let window: Int64 = 3_600_000_000
    private let capacity: Int
    private var callers: [OrganizationTag: [Int: Int64]] = [:]

    /// Makes a watch that has seen nobody.
    ///
    /// - Parameter capacity: How many addresses are remembered of each organization.
    package init(capacity: Int = 64) {
        self.capacity = max(1, capacity)
    }

    /// Takes note that an organization used the service from an address, at a time in microseconds since 1970.
    package mutating func note(_ address: NetworkAddress, of organization: OrganizationTag, at: Int64) {
        var known = callers[organization] ?? [:]
        known[address.pseudonym] = at
        if known.count > capacity, let oldest = known.min(by: { $0.value < $1.value })?.key { known[oldest] = nil }
        callers[organization] = known
    }

    /// Whether an organization used the service from an address within the last hour.
    package func knows(_ address: NetworkAddress, of organization: OrganizationTag, at: Int64) -> Bool {
        guard let last = callers[organization]?[address.pseudonym] else { return false }
        let (age, overflow) = at.subtractingReportingOverflow(last)
        return !overflow && age < Self.window
    }
}
