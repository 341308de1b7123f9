/// A batch of documents was taken, each to be mailed as a message of its own.
package struct BatchSubmitted: Codable, Hashable, Sendable {
    /// The batch's opaque id.
    package var batch: String
    /// How many documents it has.
    package var count: Int
    /// The name of the list of what to send in the content store, sealed there with the organization's key.
    package var content: String

    /// States the fact.
    package init(batch: String, count: Int, content: String) {
        self.batch = batch
        self.count = count
        self.content = content
    }
}

/// A document of a batch could not become a message.
package struct BatchItemRefused: Codable, Hashable, Sendable {
    /// The batch's opaque id.
    package var batch: String
    /// The document's place in the batch, from 0.
    package var index: Int
    /// What is wrong with it; sealed with the organization's key.
    package var reason: String?

    /// States the fact.
    package init(batch: String, index: Int, reason: String?) {
        self.batch = batch
        self.index = index
        self.reason = reason
    }
}

/// What of a batch had not become a message yet never will.
package struct BatchCancelled: Codable, Hashable, Sendable {
    /// The batch's opaque id.
    package var batch: String

    /// States the fact.
    package init(batch: String) {
        self.batch = batch
    }
}
