import Ledger
import Mail
import MailLedger
import Outbox

/// A copy as far as it came before the network is touched.
enum PreparedCopy: Sendable {
    /// It can be handed over.
    case ready(OutgoingCopy, any SendingMethod)
    /// It cannot be handed over by this attempt, and that is the attempt's result.
    case unsendable(SendResult)
    /// It is not to be handed over at all, for this reason.
    case withdrawn(reason: String)
    /// The service is stopping.
    case interrupted
}

/// Gathers what an attempt needs: addresses, the method, the frozen mail.
struct CopyPreparation: Sendable {
    let dependencies: DispatcherDependencies

    func prepare(_ copy: PendingCopy, attempt: Int) async -> PreparedCopy {
        guard let to = copy.address, let from = copy.from else { return .erased }
        do {
            if let reason = try await dependencies.refusal(copy) { return .withdrawn(reason: reason) }
        } catch {
            return .unsendable(.deferred(copy.report(at: "check", "it could not be found out whether it may be sent")))
        }
        guard let method = await dependencies.method(copy.method) else {
            return .unsendable(
                .deferred(
                    copy.report(at: "setup", "method \(copy.method.rawValue) is not set up; set it up or cancel"),
                    pauses: true
                )
            )
        }
        guard
            let recipient = try? EmailAddress(parsing: to), let sender = try? EmailAddress(parsing: from),
            let tag = ReturnPathTag(message: copy.message, recipient: copy.recipient, key: dependencies.archive.index)
        else {
            return .unsendable(.rejected(copy.report(at: "check", "an address of this copy cannot be used", .blocked)))
        }
        guard copy.size <= method.maximumMessageBytes else {
            let words = "the mail has \(copy.size) bytes, and the method takes \(method.maximumMessageBytes)"
            return .unsendable(.rejected(copy.report(at: "check", words, .soft)))
        }
        do {
            let bytes = try await dependencies.frozenMail(copy)
            guard !Task.isCancelled else { return .interrupted }
            guard Hash(of: bytes).description == copy.contentHash else {
                return .unsendable(.rejected(copy.unreadable("is damaged: its bytes are not those that were queued")))
            }
            let outgoing = OutgoingCopy(
                message: copy.message,
                recipient: copy.recipient,
                attempt: attempt,
                sender: sender,
                returnPath: copy.returnPath.flatMap { try? EmailAddress(parsing: $0) },
                recipientAddress: recipient,
                bytes: bytes,
                envelopeID: tag.description
            )
            return .ready(outgoing, method)
        } catch {
            return Task.isCancelled ? .interrupted : unreadable(copy, error)
        }
    }

    private func unreadable(_ copy: PendingCopy, _ error: any Error) -> PreparedCopy {
        switch error {
        case KeyStoreError.erased: .erased
        case ContentStoreError.missing: .unsendable(.rejected(copy.unreadable("is missing from the content store")))
        case ContentStoreError.damaged: .unsendable(.rejected(copy.unreadable("is damaged in the content store")))
        default: .unsendable(.deferred(copy.report(at: "read", "the frozen mail could not be read")))
        }
    }
}

extension PreparedCopy {
    fileprivate static let erased = Self.withdrawn(reason: "the recipient's data was erased before the copy left")
}

extension PendingCopy {
    /// A report of something that went wrong without any server.
    func report(at stage: String, _ failure: String, _ failureClass: FailureClass? = nil) -> SendReport {
        var report = SendReport(method: method, stage: stage)
        report.failure = failure
        report.failureClass = failureClass
        return report
    }

    fileprivate func unreadable(_ what: String) -> SendReport {
        report(at: "read", "the frozen mail \(what); queue the message again", .soft)
    }
}
