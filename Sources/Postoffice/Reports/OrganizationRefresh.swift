import Correspondence
import Evidence
import Ledger
import Mail
import ProjectionEngine
import Sending

/// What came of asking anew about a message: one answer for each copy.
package struct RefreshAnswer: Hashable, Sendable {
    /// What came of asking about one copy.
    package struct Copy: Hashable, Sendable {
        /// The recipient's number.
        package var recipient: Int
        /// Whether somebody was asked.
        package var wasAsked: Bool
        /// How many facts were new.
        package var new: Int
        /// What was done, or why nothing could be, in one sentence.
        package var explanation: String
    }

    /// The copies, by recipient number.
    package var copies: [Copy]
}

extension Organization {
    /// Asks whoever sent a message what became of its copies, and takes in the answers.
    ///
    /// - Throws: ``PostofficeError``; not found for a message that was never queued.
    package func refresh(_ id: OpaqueID, at now: Timestamp = .now()) async throws -> RefreshAnswer {
        try requireWritable()
        guard try await knownCopy(message: id, number: 1) != nil else { throw PostofficeError.notFound("message") }
        let copies = try await requireViews().correspondence.read { db in try Correspondence.copies(of: id, in: db) }
        var answer = RefreshAnswer(copies: [])
        for copy in copies { answer.copies.append(try await refresh(copy, at: now)) }
        return answer
    }

    private func refresh(_ copy: KnownCopy, at now: Timestamp) async throws -> RefreshAnswer.Copy {
        func cannot(_ why: String) -> RefreshAnswer.Copy {
            RefreshAnswer.Copy(recipient: copy.number, wasAsked: false, new: 0, explanation: why)
        }
        guard let sentAt = copy.sentAt else { return cannot("It was not handed over yet, so nobody knows more.") }
        guard copy.address != nil else { return cannot("The recipient was erased; nothing is asked about them.") }
        guard let provider = MailProvider(copy.method), let lookup = await methods.lookup(provider) else {
            return cannot(copy.method.whyNotAskable)
        }
        let age = (now.microseconds - sentAt.microseconds) / 86_400_000_000
        guard age < lookup.askableForDays else {
            return cannot(
                "\(provider.rawValue) can be asked for \(lookup.askableForDays) days; it left \(age) days ago."
            )
        }
        let found = RefreshAnswer.Copy(recipient: copy.number, wasAsked: true, new: 0, explanation: "")
        switch try await lookups.ask(about: copy, by: lookup, for: self, at: now) {
        case .answered(let new):
            var answer = found
            answer.new = new
            answer.explanation =
                new == 0 ? "\(provider.rawValue) was asked and says nothing new." : "\(provider.rawValue) was asked."
            return answer
        case .wait(let moment): return cannot("\(provider.rawValue) asks to wait until \(moment).")
        case .failed(let words):
            var answer = found
            answer.explanation = words
            return answer
        }
    }
}

extension MethodKind {
    /// Why nobody can be asked what became of a copy that went by this method.
    fileprivate var whyNotAskable: String {
        switch self {
        case .sandbox: "The sandbox tells at once what became of a copy; there is nobody to ask later."
        case .relay, .ownDomain, .smtp, .gmail, .microsoft365:
            "A copy sent by \(rawValue) cannot be asked about: what is heard of it comes by itself, as a report."
        case .mailjet, .sendgrid, .mailgun: "\(rawValue) is not set up, so it cannot be asked."
        }
    }
}
