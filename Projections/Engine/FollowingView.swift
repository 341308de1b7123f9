/// A view of any projection, for what is done to all views of a ledger.
package protocol FollowingView: Sendable {
    /// How many events it holds.
    func position() -> Int64

    /// Waits until it holds so many events; false where it still does not when the time is up.
    func wait(until size: Int64, timeout: Duration) async -> Bool

    /// Follows the ledger until shutdown.
    func run() async throws

    /// Builds it anew without what was erased, see ``View/purge(through:)``.
    func purge(through size: Int64) async throws

    /// The ledger size up to which erasures have left nothing here.
    func purged() async throws -> Int64

    /// Closes the file.
    func close() async throws
}

extension View: FollowingView {}
