/// What came of an attempt to hand a copy over: the evidence for sent, deferred, rejected and uncertain.
package struct SendReport: Codable, Hashable, Sendable {
    /// The method used.
    package var method: MethodKind
    /// How far the attempt came, for example `rcpt` or `finalDot`.
    package var stage: String
    /// The reply code of the last answer.
    package var code: Int?
    /// The enhanced status code (RFC 3463) of the last answer, for example `5.1.1`.
    package var status: String?
    /// The full text of the last answer; personal, since it often repeats the address.
    package var text: String?
    /// What went wrong where there was no answer; personal, as ``text``.
    package var failure: String?
    /// The class of a rejection.
    package var failureClass: FailureClass?
    /// The receiving server's name for the copy, as found in its final reply.
    package var queueID: String?
    /// The Message-ID the server gave the copy in place of ours, without angle brackets.
    package var assignedMessageID: String?
    /// The server's name, by its greeting.
    package var server: String?
    /// The TLS version, for example `TLSv1.3`; nil where the connection was in the clear.
    package var tlsVersion: String?
    /// The TLS cipher suite.
    package var tlsCipher: String?
    /// Whether the server's certificate was checked.
    package var tlsVerified: Bool?
    /// Whether the server offered delivery status notifications (RFC 3461).
    package var dsnOffered: Bool?
    /// Whether they were asked for.
    package var dsnRequested: Bool?
    /// When the next attempt is due, in microseconds since 1970; for a deferral.
    package var nextAttemptAt: Int64?
    /// Whether a deferral was on account of the method, which rests until then; such a one does not count against the copy.
    package var methodRests: Bool?

    /// States a report; further fields are set one by one.
    package init(method: MethodKind, stage: String) {
        self.method = method
        self.stage = stage
    }

    /// The answer of the server, or what went wrong without one.
    package var words: String? { text ?? failure }
}
