/// Something about a mail that could be better; never a reason not to send it.
package struct MailAdvice: Codable, Hashable, Sendable {
    /// What kind of advice, for a program.
    package var code: String
    /// Which part of the message it is about.
    package var field: String
    /// The advice in a sentence, for a person.
    package var words: String

    /// Gives an advice.
    package init(code: String, field: String, words: String) {
        self.code = code
        self.field = field
        self.words = words
    }
}
