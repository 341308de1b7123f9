/// Who or what fetched a pixel.
///
/// The raw values are stored in events and answered by the API; they never change.
package enum HitClass: String, CaseIterable, Hashable, Sendable {
    /// A mail program or browser in front of a person.
    case person

    /// A mail provider's image proxy, which fetches when the person opens the mail.
    case proxyForPerson = "proxy"

    /// A machine that fetches ahead of the person, who may never look.
    case prefetch

    /// A security gateway, crawler or script.
    case scanner

    /// The sender looking at the mail.
    case ownView = "own_view"

    /// Nobody can tell.
    case unknown

    /// Whether such a hit says that a person opened the mail, and so makes the copy read.
    package var saysRead: Bool {
        switch self {
        case .person, .proxyForPerson: true
        case .prefetch, .scanner, .ownView, .unknown: false
        }
    }
}
