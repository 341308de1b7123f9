/// The names of facts in log lines; none of them is personal.
enum LogKey {
    static let message = "message"
    static let recipient = "recipient"
    static let attempt = "attempt"
    static let method = "method"
    static let stage = "stage"
    static let code = "code"
    static let failureClass = "class"
    static let reason = "reason"
    static let position = "position"
    static let head = "head"
    static let copies = "copies"
}
