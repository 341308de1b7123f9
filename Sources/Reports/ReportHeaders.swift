import MIME

/// What the headers of a mail say about whether a mail system sent it.
struct ReportHeaders: Sendable {
    let from: String
    let subject: String
    let returnPath: String?
    let autoSubmitted: String?
    /// The addresses in X-Failed-Recipients.
    let failedRecipients: [String]
    /// The addresses that the mail was sent to.
    let sentTo: [String]
    /// Those of them in the To header.
    let to: [String]
    private let mail: ParsedMail

    init(_ mail: ParsedMail) {
        self.mail = mail
        func text(_ name: String) -> String? { mail.value(of: name)?.trimmed }
        from = String((text("From") ?? "").prefix(1000)).lowercased()
        subject = String((text("Subject") ?? "").prefix(1000)).lowercased()
        returnPath = text("Return-Path")?.lowercased()
        autoSubmitted = text("Auto-Submitted")?.lowercased()
        func all(_ names: [String]) -> [String] {
            let found = mail.headers.filter { names.contains($0.name.lowercased()) }.prefix(50)
            return unique(found.flatMap { addresses(in: $0.value) })
        }
        failedRecipients = all(["x-failed-recipients"])
        to = all(["to"])
        sentTo = all(["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to", "to"])
    }

    /// The value of another header.
    func value(_ name: String) -> String? { mail.value(of: name)?.trimmed }

    /// Whether a mail system sent it: by its name, or by the empty return path that only reports have.
    var isFromMailSystem: Bool {
        if returnPath == "<>" || returnPath == "" || from == "<>" || from.isEmpty { return true }
        return isFromDaemon || (returnPath ?? "").contains("mailer-daemon")
    }

    /// Whether the sender calls itself a mail system.
    var isFromDaemon: Bool {
        Self.daemons.contains { from.contains($0) } || (returnPath ?? "").contains("mailer-daemon")
    }

    private static let daemons: [String] = [
        "mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mailer daemon", "postmaster",
        "post_master", "poostmaster", "post.master",
        "mail.delivery", "mail delivery", "mail-delivery", "delivery subsystem", "delivery system", "delivery service",
        "mail administrator", "mail system",
        "system administrator", "systemadministrator", "mail-system", "mailsystem", "mdaemon", "mailadmin",
        "mail router", "microsoft exchange", "bounce@", "bounces@",
        "internet mail delivery", "delivery-status", "mailgate", "mailmarshal",
        "interscan", "mail gateway", "mail server",
    ]

    /// Whether the sender takes no answers.
    var isFromNobody: Bool {
        ["noreply@", "no-reply@", "no_reply@", "donotreply@", "do-not-reply@"].contains { from.contains($0) }
    }

    /// Whether the mail answers or forwards another.
    var isAnswer: Bool {
        ["re:", "fw:", "fwd:", "aw:", "wg:", "antw:", "tr:", "rv:", "sv:"].contains { subject.hasPrefix($0) }
    }

    /// Whether the subject says that something was not delivered.
    var subjectSaysFailure: Bool { Self.contains(subject, Self.failureSubjects) }

    /// Whether the subject says that delivery is late.
    var subjectSaysDelay: Bool { Self.contains(subject, Self.delaySubjects) }

    private static func contains(_ text: String, _ patterns: [WordPattern]) -> Bool {
        SearchText(text).holds(patterns)
    }

    private static let failureSubjects: [WordPattern] = [
        "undeliver", "undelivered", "delivery status", "delivery fail", "delivery has failed", "delivery error",
        "delivery problem", "delivery report", "delivery notification",
        "failure notice", "failure notification", "failure delivery", "failed delivery", "returned mail",
        "returned message", "returned email", "return to sender", "returned to sender", "returning message",
        "could not be delivered", "couldn't be delivered", "cannot be delivered", "not delivered", "non-delivery",
        "nondelivery", "nondeliverable", "non delivery", "non remis", "mail system error",
        "error sending your mail", "mail failure", "mail error", "message error", "user unknown", "rejected mail",
        "mail rejected", "message rejected", "bounce notification", "permanent error", "delivery delayed",
        "warning: message", "warning: could not send", "unzustellbar", "zustellung", "onbestelbaar", "niet bezorgd",
        "remise", "no se ha podido", "no entregado", "mancata consegna", "não entregue",
        "配信", "送信", "エラー", "不達", "недостав", "退信", "mail status report", "dsn:", "service unavailable",
        "unable to deliver", "not be delivered", "[bounce", "unknown recipient", "unknown user", "fatal error",
    ]

    private static let delaySubjects: [WordPattern] = [
        "delayed", "(delay)", "delivery delay", "still being retried", "warning: message * delayed",
        "warning: could not send message for past", "temporarily", "will be retried", "not yet delivered",
        "still undelivered", "verzögert", "vertraagd", "retard", "retrasad", ": warning",
    ]
}

/// The elements without repetitions, in their order.
func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0.lowercased()).inserted }
}
