/// A step of a session.
package enum SMTPStage: String, Hashable, Sendable, Codable, CaseIterable {
    case connect
    case greeting
    case ehlo
    case tls
    case auth
    case mail
    case rcpt
    /// DATA and the message, up to but without the final dot.
    case data
    case finalDot
}

/// What became of a message; every way a session can end is one of these.
package enum SMTPOutcome: Hashable, Sendable {
    /// The server took responsibility: 2xx after the final dot.
    case accepted(SMTPEvidence)
    /// The server said no for good: a 5xx reply, at the evidence's stage. At ``SMTPStage/auth`` the credentials are wrong.
    case rejected(SMTPEvidence)
    /// Nothing was handed over, and a later attempt may succeed: a 4xx reply, or a failure before the final dot was sent.
    case deferred(SMTPEvidence)
    /// The final dot was sent, or may have been, and no reply was heard: the server may hold the message.
    ///
    /// Sending again may deliver twice.
    case uncertain(SMTPEvidence)

    /// What was seen, whatever the outcome.
    package var evidence: SMTPEvidence {
        switch self {
        case .accepted(let evidence), .rejected(let evidence), .deferred(let evidence), .uncertain(let evidence):
            evidence
        }
    }
}

/// An outcome before it has its evidence: what the state machines conclude.
struct SMTPVerdict: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case accepted
        case rejected
        case deferred
        case uncertain
    }

    let kind: Kind
    let stage: SMTPStage
    var reply: SMTPReply?
    var failure: SMTPFailure?

    /// The verdict on a reply that does not let the session go on.
    static func refusal(at stage: SMTPStage, _ reply: SMTPReply) -> SMTPVerdict {
        if reply.isPermanent {
            SMTPVerdict(kind: .rejected, stage: stage, reply: reply)
        } else if reply.isTransient {
            SMTPVerdict(kind: .deferred, stage: stage, reply: reply)
        } else {
            SMTPVerdict(kind: .deferred, stage: stage, reply: reply, failure: .unexpected(reply, at: stage))
        }
    }

    /// The verdict on a failure while nothing has been handed over.
    static func failure(at stage: SMTPStage, _ failure: SMTPFailure, reply: SMTPReply? = nil) -> SMTPVerdict {
        SMTPVerdict(kind: .deferred, stage: stage, reply: reply, failure: failure)
    }
}
