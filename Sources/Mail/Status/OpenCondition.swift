/// What the verdict on a hit rests on: enough to judge it again, too little to recognise anybody by.
///
/// Neither the address it came from nor the name of the program is kept, only whose network it was and which of some known
/// marks the name had. What is nil was not so, or was not known.
package struct OpenCondition: Codable, Hashable, Sendable {
    /// The version of the list of marks that the program's name was searched for.
    package var vocabulary: Int
    /// The marks found in the program's name, for example `firefox/`.
    package var marks: [String]
    /// Whether it was HEAD, which asks for no picture.
    package var head: Bool?
    /// Whether a header said that the fetch runs ahead of a person.
    package var prefetch: Bool?
    /// Whether there was an Accept-Language header.
    package var language: Bool?
    /// Whose network it came from, as far as the list of networks knows.
    package var network: String?
    /// How long after the next server took the copy, in milliseconds; negative before.
    package var afterSending: Int64?
    /// How long after the confirmed delivery, in milliseconds; negative before.
    package var afterDelivery: Int64?
    /// How many recipients' copies of the message were fetched within the same second, this one included.
    package var burst: Int?
    /// Whether the sender is known to have looked.
    package var ownView: Bool?
    /// Whether the address is one from which the sender used the service.
    package var senderNetwork: Bool?
    /// The provider whose own pixel was fetched and who reported it, for example `sendgrid`; nil for a hit on ours.
    ///
    /// A report says nothing about the request's method and headers but the program's name, so what is nil of them is unknown.
    package var reporter: String?
    /// What kind of machine the reporter takes it for: `apple`, `gmail` or `generic`.
    package var machine: String?
    /// What kind of program the reporter takes it for, by a closed list: for example `browser` or `robot`.
    package var program: String?

    /// Describes a hit; further fields are set one by one.
    package init(vocabulary: Int, marks: [String]) {
        self.vocabulary = vocabulary
        self.marks = marks
    }
}
