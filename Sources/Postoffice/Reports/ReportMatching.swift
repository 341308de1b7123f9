import Correspondence
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Reports
import Sending

extension Organization {
    /// For how long an address alone ties a report to the one copy that went there.
    private static let recentDays: Double = 7
    /// How far the clock of a mail system that reports may be behind, in seconds.
    private static let clockTolerance: Double = 900

    /// Finds the copy that a report is about; nil where there is none, or it is not clear which.
    ///
    /// - Parameters:
    ///   - report: What the report says.
    ///   - moment: When it was written: what was sent later it cannot be about.
    /// - Returns: The copy, and how it was found.
    /// - Throws: ``PostofficeError``.
    func match(_ report: ReportExplanation, writtenAt moment: Timestamp) async throws -> ReportMatch? {
        for (matchedBy, tag) in tags(in: report) {
            guard let copy = try await knownCopy(message: tag.message, number: tag.recipient) else { continue }
            return try await match(copy, by: matchedBy)
        }
        let correspondence = try requireViews().correspondence
        let ids = report.messageIDs
        let named = try await correspondence.read { db in
            try ids.lazy.compactMap { try Correspondence.copy(messageID: $0, in: db) }.first
        }
        if let named { return try await match(named, by: .messageID) }
        // A report that names a mail, and none of ours, is about somebody else's mail to the same address.
        guard ids.isEmpty, report.kind.isAboutDelivery else { return nil }
        let addresses = Set(
            report.recipients.flatMap { [$0.originalRecipient, $0.address].compactMap(\.self) }.filter { !$0.isEmpty }
        )
        guard !addresses.isEmpty, addresses.count <= 20 else { return nil }
        let span = moment.adding(seconds: -Self.recentDays * 86_400)...moment.adding(seconds: Self.clockTolerance)
        let sent = try await correspondence.read { db in
            try addresses.sorted().flatMap { address in
                try Correspondence.copies(address: address, sent: span, limit: 2, in: db)
            }
        }
        guard let only = sent.first, sent.allSatisfy({ $0.message == only.message }) else { return nil }
        return try await match(only, by: .originalRecipient)
    }

    /// Whether a tag in the report is this organization's.
    func hasTag(in report: ReportExplanation) -> Bool {
        !tags(in: report).isEmpty
    }

    private func match(_ copy: KnownCopy, by matchedBy: MatchedBy) async throws -> ReportMatch {
        let copies = try await requireViews().correspondence.read { db in
            try Correspondence.copies(of: copy.message, in: db)
        }
        return ReportMatch(matchedBy: matchedBy, copy: copy, copies: copies)
    }

    /// The tags that verify, those of addresses first.
    private func tags(in report: ReportExplanation) -> [(MatchedBy, ReturnPathTag)] {
        let returned = report.sentTo.prefix(100).compactMap { text in
            (try? EmailAddress(parsing: text)).flatMap { ReturnPathTag(returnPath: $0, key: archive.index) }
        }
        let envelope = report.envelopeID.flatMap { ReturnPathTag(parsing: $0, key: archive.index) }
        return returned.map { (.returnPath, $0) } + [envelope].compactMap(\.self).map { (.envelopeID, $0) }
    }
}

extension ReportKind {
    /// Whether it says what became of a mail at the place it was sent to.
    fileprivate var isAboutDelivery: Bool {
        switch self {
        case .bounce, .delay, .success, .relayed, .complaint: true
        case .autoReply, .readReceipt, .notAReport: false
        }
    }
}
