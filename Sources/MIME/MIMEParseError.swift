/// Why bytes could not be read as a mail.
package enum MIMEParseError: Error, Hashable, CustomStringConvertible {
    /// The mail has more bytes than the caller takes.
    case tooLarge(limit: Int)

    /// The headers of the mail are more than 1,000 or have more than 256 KiB, or those of its parts are far too many.
    case tooManyHeaders

    /// Parts lie more than 32 deep in each other.
    case tooDeep

    /// There are more than 1,000 parts, or so many boundaries that they are there to cost time.
    case tooManyParts

    /// There is nothing that looks like a mail.
    case unreadable

    /// What is wrong.
    package var description: String {
        switch self {
        case .tooLarge(let limit): "the mail is larger than \(limit) bytes"
        case .tooManyHeaders: "the mail has more than 1,000 headers, or headers of more than 256 KiB"
        case .tooDeep: "the parts of the mail lie more than 32 deep in each other"
        case .tooManyParts: "the mail has more than 1,000 parts"
        case .unreadable: "the bytes are no mail"
        }
    }
}
