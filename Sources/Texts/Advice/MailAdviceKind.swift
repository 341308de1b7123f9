import Mail

extension MailAdvice {
    /// An advice that this program has words for.
    package init(_ kind: MailAdviceKind, field: String) {
        self.init(code: kind.rawValue, field: field, words: kind.words)
    }
}

/// The kinds of advice on what a mail says and holds.
package enum MailAdviceKind: String, Hashable, Sendable, CaseIterable {
    case capitals
    case exclamationMarks = "exclamation_marks"
    case foreignLink = "foreign_link"
    case largeAttachments = "large_attachments"
    case littleText = "little_text"
    case missingValue = "missing_value"
    case noFile = "no_file"
    case noName = "no_name"
    case missingFile = "missing_file"
    case unknownVariable = "unknown_variable"
    case untracked

    /// The advice in a sentence.
    package var words: String {
        switch self {
        case .capitals: "Words are written in capitals throughout; spam filters hold that against a mail."
        case .exclamationMarks: "There are many exclamation marks; spam filters hold that against a mail."
        case .foreignLink:
            "A link leads to another domain than the sender's; such links make a mail look like phishing."
        case .largeAttachments: "The files have more than 5 MB together; many mailboxes refuse large mails."
        case .littleText: "There is little text; a few lines about the document keep a mail out of the spam folder."
        case .missingValue: "A variable has no value for this document; the line that holds it was left out."
        case .noFile: "The mail is about a document, but no file goes along."
        case .noName: "The customer is not named; begin the text with %salutation% or %client-name%."
        case .missingFile: "A kind of file that is set to go along was not attached; what there is goes along."
        case .unknownVariable: "A name between percent signs is no variable; it stands in the mail as it was written."
        case .untracked: "Plain text can carry no pixel, so this mail is not tracked."
        }
    }
}
