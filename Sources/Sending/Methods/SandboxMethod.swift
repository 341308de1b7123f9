import Mail

/// The method of a newcomer and of integration tests: takes every copy at once and tells that it was delivered.
///
/// Nothing leaves the service; the mails can be read in the sandbox mailbox, which follows from the ledger. Addresses in
/// example domains (`example.com`, `example.nl`, `anything.example`) whose local part starts with one of these words play
/// a part instead, so that a program can be tested against bad days:
///
/// - `reject`, `bounce`: refused for good, the address does not exist.
/// - `full`: refused, the mailbox is full.
/// - `block`: refused for policy.
/// - `defer`: refused for now at the first attempt, taken at the second.
/// - `unreachable`: refused for now at every attempt, until the dispatcher gives up.
/// - `uncertain`: handed over, and no answer heard.
///
/// The word ends at the end of the local part or before a character that is no letter: `reject-2@example.com` plays,
/// `rejections@example.com` does not.
package struct SandboxMethod: SendingMethod {
    /// The sandbox.
    package let kind = MethodKind.sandbox
    /// It sees its own mailbox, and there is nothing to ask later.
    package let knowledge = MethodKnowledge(knowsDelivery: true, knowsBounces: true, askableForDays: 0)
    /// The largest mail it takes, in bytes.
    package let maximumMessageBytes: Int

    /// Makes a sandbox.
    package init(maximumMessageBytes: Int = 50_000_000) {
        self.maximumMessageBytes = maximumMessageBytes
    }

    /// Takes the copy, or plays the part that its address asks for.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        switch Self.part(for: copy.recipientAddress) {
        case .reject: .rejected(.sandbox("rcpt", 550, "5.1.1", "no such mailbox in the sandbox", .hard))
        case .full: .rejected(.sandbox("rcpt", 552, "5.2.2", "the sandbox plays a full mailbox", .soft))
        case .block: .rejected(.sandbox("finalDot", 550, "5.7.1", "the sandbox plays a policy refusal", .blocked))
        case .deferOnce where copy.attempt == 1, .unreachable:
            .deferred(.sandbox("rcpt", 451, "4.7.1", "the sandbox asks to try again later"))
        case .uncertain: .uncertain(Self.unheard)
        case .deferOnce, nil:
            .sent(
                .sandbox("finalDot", 250, "2.0.0", "kept in the sandbox"),
                delivered: DeliveryReport(source: "sandbox", authentication: .own)
            )
        }
    }

    /// Nothing is open.
    package func close() async {}

    private enum Part: String, CaseIterable {
        case reject, full, block, unreachable, uncertain
        case deferOnce = "defer"
    }

    private static let unheard: SendReport = {
        var report = SendReport(method: .sandbox, stage: "finalDot")
        report.failure = "the sandbox plays a connection that was lost after the final dot"
        return report
    }()

    private static func part(for address: EmailAddress) -> Part? {
        guard address.domain.hasPrefix("example.") || address.domain.hasSuffix(".example") else { return nil }
        let word = address.localPart.lowercased().prefix { $0.isLetter }
        return word == "bounce" ? .reject : Part(rawValue: String(word))
    }
}

extension SendReport {
    fileprivate static func sandbox(
        _ stage: String,
        _ code: Int,
        _ status: String,
        _ words: String,
        _ failureClass: FailureClass? = nil
    ) -> Self {
        var report = Self(method: .sandbox, stage: stage)
        (report.code, report.status, report.text) = (code, status, "\(code) \(status) \(words)")
        report.failureClass = failureClass
        return report
    }
}
