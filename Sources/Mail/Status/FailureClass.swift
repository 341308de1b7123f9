/// Why a copy failed, in the four classes that call for different next steps.
package enum FailureClass: String, Codable, Hashable, Sendable, CaseIterable {
    /// The address does not exist, and trying again will not help.
    case hard
    /// Something that may pass: a full mailbox, a server that was away too long.
    case soft
    /// Refused for reputation, policy, authentication or content: the address may be fine.
    case blocked
    /// The recipient reported the mail as unwanted.
    case complaint
}
