/// The step of the SMTP conversation that was refused.
enum ReportStage: Hashable, Sendable {
    case connect, sender, recipient, data

    /// Finds the step in the words of a report, which name the command that was answered.
    init?(in text: SearchText) {
        for (stage, patterns) in Self.table where text.holds(patterns) {
            self = stage
            return
        }
        return nil
    }

    private static let table: [(ReportStage, [WordPattern])] = [
        (
            .recipient,
            [
                "in reply to rcpt", "rcpt to command", "did not like our rcpt to", "does not like recipient",
                "after rcpt", "[rcpt_to]", "(rcpt to)", "in rcpt to",
            ]
        ),
        (
            .data,
            [
                "in reply to end of data", "in reply to data", "end of data command", ">>> data <<< 5",
                "smtp command data", "[data]", "(data)", "after end of data", "after data", "after i sent the message",
                "smtp error from * end of data", "message body was rejected",
            ]
        ),
        (.sender, ["in reply to mail from", "after mail from", "[mail_from]", "in mail from"]),
        (.connect, ["in reply to ehlo", "in reply to helo", "refused to talk to me", "after initial connection"]),
    ]
}
