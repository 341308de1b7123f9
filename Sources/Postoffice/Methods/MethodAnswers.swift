import Mail
import Sending

/// A kind of method with what an organization made of it.
package struct MethodSummary: Encodable, Sendable {
    /// Whether it can send, and what to do if not.
    package struct Condition: Encodable, Sendable {
        /// `ready`, `not_set_up`, `sign_in`, `unverified` or `unavailable`.
        package let state: String
        /// What to do; nil where there is nothing to be done.
        package let advice: String?
    }

    /// Which method.
    package let kind: MethodKind
    /// Its name for people.
    package let title: String
    /// Whether it is used where a message names none.
    package let isDefault: Bool
    /// Whether it is set up.
    package let isSetUp: Bool
    /// Whether it can send.
    package let condition: Condition
    /// Whether it hears that a copy reached the recipient's mailbox or server.
    package let knowsDelivery: Bool
    /// Whether it hears, by itself, of a copy that was refused after it was taken.
    package let knowsBounces: Bool
    /// For how many days it can be asked what became of a copy.
    package let askableForDays: Int
    /// The largest mail it takes, in bytes.
    package let largestMessage: Int
    /// Whether a copy can show the whole To and Cc.
    package let separatesEnvelope: Bool
}

/// A method as it is set up; secrets never come out again, only that there are some.
package struct MethodAnswer: Encodable, Sendable {
    let values: [String: MethodValue]
    let secrets: [String: Bool]

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// Writes the settings in one object, and `hasPassword` for the secret `password`.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        for (name, value) in values { try fields.encode(value, forKey: Key(name)) }
        for (name, isKept) in secrets {
            try fields.encode(isKept, forKey: Key("has\(name.prefix(1).uppercased())\(name.dropFirst())"))
        }
    }
}

/// The fields of a method as a caller gives them; null counts as left out.
package struct MethodFields: Decodable, Sendable {
    let given: [String: MethodValue?]

    /// Reads an object of strings, whole numbers, and true and false.
    package init(from decoder: any Decoder) throws {
        given = try [String: MethodValue?](from: decoder)
    }
}

extension MethodSummary.Condition {
    init(_ condition: MethodReadiness?) {
        switch condition {
        case nil: self.init(state: "not_set_up", advice: nil)
        case .ready: self.init(state: "ready", advice: nil)
        case .signIn(let advice): self.init(state: "sign_in", advice: advice)
        case .unverified(let advice): self.init(state: "unverified", advice: advice)
        case .unavailable(let advice): self.init(state: "unavailable", advice: advice)
        }
    }
}
