/// What a method can find out about a copy after it was handed over.
///
/// A status page says with it whether silence means anything.
package struct MethodKnowledge: Hashable, Sendable {
    /// Whether it hears that a copy reached the recipient's mailbox or server.
    package var knowsDelivery: Bool
    /// Whether it hears, by itself, of a copy that was refused after it was taken.
    package var knowsBounces: Bool
    /// For how many days after sending it can be asked what became of a copy; 0 where nobody can be asked.
    package var askableForDays: Int

    /// States what a method can find out.
    package init(knowsDelivery: Bool, knowsBounces: Bool, askableForDays: Int) {
        self.knowsDelivery = knowsDelivery
        self.knowsBounces = knowsBounces
        self.askableForDays = askableForDays
    }
}
