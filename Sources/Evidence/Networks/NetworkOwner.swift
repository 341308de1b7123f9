/// Whose network a pixel hit came from, as far as the caller knows; the address itself is not needed here.
package enum NetworkOwner: String, CaseIterable, Hashable, Sendable {
    case google, apple, yahoo, microsoft

    /// A vendor of mail security: Barracuda, Proofpoint, Mimecast and their kin.
    case securityVendor = "security_vendor"

    /// A data centre where anybody can rent a machine.
    case hosting

    /// A provider that connects homes, offices or phones.
    case access
}
