/// Why a session ended without the reply that was waited for.
package struct SMTPFailure: Error, Hashable, Sendable, Codable {
    /// The kind of failure, for decisions.
    package let cause: Cause
    /// What happened and what to do about it, for people; without secrets.
    package let text: String

    /// What kind of failure it was.
    package enum Cause: String, Hashable, Sendable, Codable {
        /// No TCP connection: name lookup, refusal, no route.
        case unreachable
        /// The host has only addresses that may not be connected to.
        case addressRefused
        /// The connection ended.
        case connectionClosed
        /// The server took longer than ``SMTPTimeouts`` allow.
        case timedOut
        /// STARTTLS is required and was not offered, or was refused.
        case startTLSNotOffered
        /// The server's plaintext went on after its answer to STARTTLS: somebody may be injecting replies.
        case bytesBeforeTLS
        /// The TLS handshake failed, for another reason than the certificate.
        case tlsFailed
        /// The certificate was not accepted: unknown issuer, wrong name, expired.
        case certificateRefused
        /// The file of trust roots cannot be read.
        case trustRootsUnreadable
        /// The server offers no way to sign in that the credentials fit.
        case authenticationNotOffered
        /// The server's bytes were not SMTP, or a reply came where none may.
        case protocolViolation
        /// The sending task was cancelled, or the pool was closed.
        case cancelled
    }

    init(_ cause: Cause, _ text: String) {
        self.cause = cause
        self.text = text
    }
}

extension SMTPFailure {
    static let closed = SMTPFailure(.connectionClosed, "the server closed the connection")
    static let cancelled = SMTPFailure(.cancelled, "sending was cancelled")

    static func unexpected(_ reply: SMTPReply, at stage: SMTPStage) -> SMTPFailure {
        SMTPFailure(
            .protocolViolation,
            "the server answered \(reply.code) at \(stage.rawValue), which means nothing there"
        )
    }

    static func malformed(_ error: SMTPReplyError) -> SMTPFailure {
        let what =
            switch error {
            case .lineTooLong: "a line longer than \(SMTPReplyParser.maximumLineLength) bytes"
            case .tooManyLines: "a reply of more than \(SMTPReplyParser.maximumLines) lines"
            case .notAReply: "a line that is no SMTP reply; check that host and port are those of a mail server"
            case .codesDiffer: "a reply with several codes"
            }
        return SMTPFailure(.protocolViolation, "the server sent \(what)")
    }
}
