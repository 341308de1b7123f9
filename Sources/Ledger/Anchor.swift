/// Keeps the newest signed checkpoint outside the ledger.
///
/// Blocking calls, made from the writer's thread only.
package protocol Anchor: Sendable {
    /// The signed notes in the slots, newest size first, unverified; empty where there never was one.
    func read() throws -> [String]
    /// Writes a signed note (a C2SP checkpoint) in place and syncs it; durable on return.
    func write(_ signedCheckpoint: String) throws
}
