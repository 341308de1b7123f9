/// What TLS gave to a session.
package struct SMTPTLSFacts: Hashable, Sendable, Codable {
    /// `TLSv1.2` or `TLSv1.3`.
    package let version: String
    /// Whether the certificate was verified, chain and name; a session goes on only when it was.
    package let peerVerified: Bool

    /// Puts the facts together.
    package init(version: String, peerVerified: Bool) {
        self.version = version
        self.peerVerified = peerVerified
    }
}

/// What was seen while sending: enough to explain the outcome years later, without a secret or a byte of the message.
package struct SMTPEvidence: Hashable, Sendable, Codable {
    /// The step that decided.
    package let stage: SMTPStage
    /// The reply that decided, up to 16 KiB of text; `nil` where none was heard.
    package let reply: SMTPReply?
    /// The server's name for the message in its queue and its logs, where the final reply holds one.
    package let queueID: String?
    /// The Message-ID the server gave the message, with angle brackets, where its final reply says so (Microsoft does).
    package let assignedMessageID: String?
    /// The first word of the greeting, by custom the server's host name.
    package let server: String?
    /// The TLS in use at the end; `nil` in clear text.
    package let tls: SMTPTLSFacts?
    /// What the server offered in its last reply to EHLO, a line each, at most 64.
    package let extensions: [String]
    /// Whether the server offered DSN.
    package let dsnOffered: Bool
    /// Whether reports were asked for in this transaction; needs the offer.
    package let dsnRequested: Bool
    /// What went wrong, for people, where it was not a reply.
    package let failure: String?
    /// The kind of what went wrong, for decisions.
    package let cause: SMTPFailure.Cause?
    /// The dialogue: `C:` and `S:` lines, secrets as stars, message data left out, bounded.
    package let transcript: [String]

    /// Puts evidence together; what is left out was not seen.
    package init(
        stage: SMTPStage,
        reply: SMTPReply? = nil,
        queueID: String? = nil,
        assignedMessageID: String? = nil,
        server: String? = nil,
        tls: SMTPTLSFacts? = nil,
        extensions: [String] = [],
        dsnOffered: Bool = false,
        dsnRequested: Bool = false,
        failure: String? = nil,
        cause: SMTPFailure.Cause? = nil,
        transcript: [String] = []
    ) {
        self.stage = stage
        self.reply = reply
        self.queueID = queueID
        self.assignedMessageID = assignedMessageID
        self.server = server
        self.tls = tls
        self.extensions = extensions
        self.dsnOffered = dsnOffered
        self.dsnRequested = dsnRequested
        self.failure = failure
        self.cause = cause
        self.transcript = transcript
    }
}

/// What a session knows about itself once it is open.
struct SMTPSessionFacts: Hashable, Sendable {
    var server: String?
    var tls: SMTPTLSFacts?
    var extensions = SMTPExtensions.none
}

extension SMTPOutcome {
    init(_ verdict: SMTPVerdict, facts: SMTPSessionFacts, dsnRequested: Bool = false, transcript: SMTPTranscript) {
        let reply = verdict.reply.map { $0.mapLines(transcript.masked).clipped() }
        let receipt = verdict.kind == .accepted ? reply.map(SMTPReceipt.init) : nil
        let evidence = SMTPEvidence(
            stage: verdict.stage,
            reply: reply,
            queueID: receipt?.queueID,
            assignedMessageID: receipt?.assignedMessageID,
            server: facts.server.map { String($0.prefix(255)) },
            tls: facts.tls,
            extensions: facts.extensions.lines.prefix(64).map { String($0.prefix(200)) },
            dsnOffered: facts.extensions.offers("DSN"),
            dsnRequested: dsnRequested,
            failure: verdict.failure.map { transcript.masked($0.text) },
            cause: verdict.failure?.cause,
            transcript: transcript.finished
        )
        self =
            switch verdict.kind {
            case .accepted: .accepted(evidence)
            case .rejected: .rejected(evidence)
            case .deferred: .deferred(evidence)
            case .uncertain: .uncertain(evidence)
            }
    }
}
