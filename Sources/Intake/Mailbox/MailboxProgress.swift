/// How far a mailbox was read.
package struct MailboxProgress: Codable, Hashable, Sendable {
    /// The IMAP folder's UIDVALIDITY (RFC 9051 §2.3.1.1): where it changes, the numbers count anew.
    package var uidValidity: Int64?
    /// The highest IMAP UID that was read.
    package var lastUID: Int64 = 0
    /// The POP3 unique ids that were read and are still there.
    package var read: [String] = []

    /// Nothing was read yet.
    package init() {}
}

/// A mail that lies in a mailbox and was not read yet.
struct ListedMail: Hashable, Sendable {
    /// The IMAP UID, or the POP3 message number.
    var number: Int64
    /// The POP3 unique id.
    var uniqueID: String?
    /// The size in bytes, where the server tells it.
    var size: Int?
}

/// What lies in a mailbox.
struct MailboxListing: Hashable, Sendable {
    /// The progress, brought in line with what is there.
    var progress: MailboxProgress
    /// What was not read yet, oldest first.
    var mails: [ListedMail]
}
