/// The ways an organization can send.
package enum MethodKind: String, Codable, Hashable, Sendable, CaseIterable {
    case sandbox
    case smtp
}
