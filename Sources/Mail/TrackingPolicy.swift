/// Whether the opens of mails are tracked; the strictest comes first.
package enum TrackingPolicy: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Never.
    case never
    /// Where a message asks for it.
    case onRequest
    /// Always, unless a message asks not to.
    case always

    private var laxity: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether the left one is stricter.
    package static func < (left: Self, right: Self) -> Bool { left.laxity < right.laxity }
}

/// Whether a message's opens are tracked, and on what that rests.
package struct TrackingDecision: Hashable, Sendable {
    /// Who has a say; the raw values are stored in events.
    package enum Level: String, CaseIterable, Hashable, Sendable {
        /// Nobody said anything.
        case standard = "default"
        case organization, documentType, customer
        /// The message itself asked not to be tracked.
        case message
        /// The recipient took the consent back.
        case withdrawn
        /// It is the sender's own copy.
        case archive
    }

    /// Whether copies carry a pixel.
    package var isTracked: Bool
    /// The policy that decided, and whose it is, for example `never/customer`.
    package var basis: String

    /// Decides by the strictest policy of those who have one; where nobody has, a message is tracked if it asks for it.
    ///
    /// - Parameters:
    ///   - policies: What each level says; of equally strict ones the first gives the basis.
    ///   - requested: What the message asks for; nil if it asks for nothing.
    package init(_ policies: [(level: Level, policy: TrackingPolicy)], requested: Bool?) {
        let own = requested == false ? [(level: Level.message, policy: TrackingPolicy.never)] : []
        let all = policies + own
        let strictest = all.min { $0.policy < $1.policy } ?? (level: .standard, policy: .onRequest)
        isTracked =
            switch strictest.policy {
            case .never: false
            case .onRequest: requested == true
            case .always: true
            }
        basis = Self.basis(strictest.policy, strictest.level)
    }

    /// How a policy and whose it is are written.
    package static func basis(_ policy: TrackingPolicy, _ level: Level) -> String {
        "\(policy.rawValue)/\(level.rawValue)"
    }
}
