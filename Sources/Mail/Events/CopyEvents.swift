/// An attempt to send a copy begins: written before the network is touched.
package struct MessageAttempted: Codable, Hashable, Sendable {
    /// The method used.
    package var method: MethodKind

    /// States the fact.
    package init(method: MethodKind) {
        self.method = method
    }
}

/// A copy was withdrawn before it left.
package struct MessageCancelled: Codable, Hashable, Sendable {
    /// Why, in words.
    package var reason: String

    /// States the fact.
    package init(reason: String) {
        self.reason = reason
    }
}

/// Nothing more can be learnt about a copy.
package struct MessageExpired: Codable, Hashable, Sendable {
    /// What was asked and what did not come, in words.
    package var reason: String

    /// States the fact.
    package init(reason: String) {
        self.reason = reason
    }
}
