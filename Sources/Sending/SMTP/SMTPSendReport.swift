import Mail
import SMTP

extension SendResult {
    /// What an SMTP outcome says about a copy.
    init(_ outcome: SMTPOutcome, of kind: MethodKind = .smtp) {
        let report = SendReport(outcome.evidence, of: kind)
        self =
            switch outcome {
            case .accepted: .sent(report, delivered: nil)
            case .deferred(let evidence): .deferred(report, pauses: evidence.isAboutTheMethod)
            case .uncertain: .uncertain(report)
            // A wrong password says nothing about the copies: they wait until it is put right.
            case .rejected(let evidence) where evidence.isAboutTheMethod: .deferred(report, pauses: true)
            case .rejected(let evidence): .rejected(report.classified(by: evidence))
            }
    }

    /// What it means that the client refused a copy: it would refuse it the same way again.
    init(_ error: SMTPInputError, of kind: MethodKind = .smtp) {
        var report = SendReport(method: kind, stage: "check")
        report.failure = error.description
        report.failureClass =
            switch error {
            case .tooLarge: .soft
            default: .blocked
            }
        self = .rejected(report)
    }
}

extension SMTPEvidence {
    /// Whether the settings or the account are at fault, so that every copy would fare the same.
    fileprivate var isAboutTheMethod: Bool {
        switch cause {
        case .authenticationNotOffered, .startTLSNotOffered, .certificateRefused, .trustRootsUnreadable,
            .addressRefused:
            return true
        default: break
        }
        guard let reply else { return false }
        switch stage {
        case .auth: return true
        case .mail, .rcpt: return [530, 534, 535, 538].contains(reply.code)
        default: return false
        }
    }
}

extension SendReport {
    /// The part of the evidence that goes into the ledger; the reply as it came over the wire, codes included.
    init(_ evidence: SMTPEvidence, of kind: MethodKind) {
        self.init(method: kind, stage: evidence.stage.rawValue)
        code = evidence.reply?.code
        status = evidence.reply?.enhancedStatus
        text = evidence.reply?.asReceived
        failure = evidence.failure
        queueID = evidence.queueID
        assignedMessageID = evidence.assignedMessageID?.trimmed(of: ["<", ">"])
        server = evidence.server
        tlsVersion = evidence.tls?.version
        tlsVerified = evidence.tls?.peerVerified
        dsnOffered = evidence.dsnOffered
        dsnRequested = evidence.dsnRequested
    }

    fileprivate func classified(by evidence: SMTPEvidence) -> Self {
        var report = self
        let refusal = Refusal(
            stage: evidence.stage,
            code: evidence.reply?.code,
            status: evidence.reply?.enhancedStatus,
            text: evidence.reply?.text
        )
        report.failureClass = RejectionRules.verdict(on: refusal).failureClass
        return report
    }
}

extension SMTPReply {
    /// The lines with their code, as RFC 5321 §4.2.1 writes them.
    fileprivate var asReceived: String {
        let last = lines.count - 1
        return lines.enumerated().map { "\(code)\($0 == last ? " " : "-")\($1)" }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmed(of characters: Set<Character>) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest.removeFirst() }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
