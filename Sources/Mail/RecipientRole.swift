/// What part a recipient has in a message.
package enum RecipientRole: String, Codable, Hashable, Sendable, CaseIterable {
    /// Addressed: stands in To.
    case to
    /// Copied: stands in Cc.
    case cc
    /// The business's own copy: stands in no header and carries no pixel.
    case archive
}
