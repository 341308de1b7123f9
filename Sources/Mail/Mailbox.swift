/// An address with the name that is shown beside it.
package struct Mailbox: Hashable, Sendable {
    /// Where the mail goes.
    package let address: EmailAddress

    /// The name shown to people; nil where only the address is known.
    package let name: HeaderText?

    /// Makes a mailbox.
    package init(address: EmailAddress, name: HeaderText? = nil) {
        self.address = address
        self.name = name
    }
}
