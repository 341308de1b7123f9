import Correspondence
import Evidence
import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine
import Sending

/// Asks providers what became of copies of which something should have been heard.
///
/// A copy is asked about half an hour after it left, then at growing distances, as long as its provider can be asked and until
/// it is known what became of it. After that nothing is asked any more, and the copy expires.
actor LookupDesk {
    /// What came of a question.
    enum Outcome: Hashable, Sendable {
        /// The provider answered; so many facts were new.
        case answered(new: Int)
        /// The provider asks to wait until then.
        case wait(until: Timestamp)
        /// The provider refused, or could not be reached; the words may be shown.
        case failed(String)
    }

    /// How long after a copy left it is asked about, in seconds; after the last of these, once a day.
    static let ages: [Int64] = [1800, 7200, 21_600, 43_200, 86_400]
    /// How many questions a provider is put between two ticks.
    static let questionsAtOnce = 20
    private static let pageSize = 200
    /// How many events of one answer are taken; no copy has so many.
    private static let mostEvents = 500

    private struct CopyName: Hashable {
        let message: OpaqueID
        let number: Int
    }

    private var asked: [CopyName: Timestamp] = [:]
    private var notBefore: [MailProvider: Timestamp] = [:]
    /// Where the walk through the waiting copies of a provider goes on.
    private var cursors: [MailProvider: Timestamp] = [:]

    /// Asks about the copies that are due.
    ///
    /// - Returns: How many questions were put.
    @discardableResult
    func tick(for organization: Organization, by lookups: [any ProviderLookup], at now: Timestamp) async throws -> Int {
        var questions = 0
        for lookup in lookups where notBefore[lookup.provider].map({ $0 <= now }) ?? true {
            questions += try await ask(lookup, for: organization, at: now)
        }
        return questions
    }

    /// Asks about one copy at once.
    func ask(
        about copy: KnownCopy,
        by lookup: any ProviderLookup,
        for organization: Organization,
        at now: Timestamp
    ) async throws -> Outcome {
        let provider = lookup.provider
        if let moment = notBefore[provider], moment > now { return .wait(until: moment) }
        guard let address = copy.address, let sentAt = copy.sentAt else { return .answered(new: 0) }
        asked[CopyName(message: copy.message, number: copy.number)] = now
        let feed = "poll.\(provider.rawValue)"
        let question = LookedUpCopy(
            providerID: copy.providerID,
            messageID: copy.assignedMessageID ?? copy.messageID,
            tag: ReturnPathTag(
                message: copy.message,
                recipient: copy.number,
                key: organization.archive.index
            )?.description ?? "",
            recipient: address,
            sentAt: sentAt.microseconds
        )
        let events: [ProviderEvent]
        do {
            events = try await lookup.events(about: question)
        } catch {
            guard case .rateLimited(let seconds) = error else {
                organization.feeds.note(feed, problem: error.description, at: now)
                return .failed(error.description)
            }
            let moment = now.adding(seconds: Double(min(max(seconds ?? 60, 1), 86_400)))
            notBefore[provider] = moment
            return .wait(until: moment)
        }
        organization.feeds.note(feed, problem: nil, at: now)
        var new = 0
        for event in events.prefix(Self.mostEvents) {
            new += try await organization.take(event, about: copy, keeping: nil)
        }
        return .answered(new: new)
    }

    /// Whether a copy is to be asked about.
    static func isDue(sentAt: Timestamp, askedAt: Timestamp?, at now: Timestamp) -> Bool {
        let age = (now.microseconds - sentAt.microseconds) / 1_000_000
        let daily = age / 86_400 * 86_400
        guard let newest = (ages + [daily]).filter({ $0 > 0 && $0 <= age }).max() else { return false }
        return askedAt.map { $0 < sentAt.adding(seconds: Double(newest)) } ?? true
    }

    private func ask(
        _ lookup: any ProviderLookup,
        for organization: Organization,
        at now: Timestamp
    ) async throws -> Int {
        let provider = lookup.provider
        let oldest = now.adding(seconds: -Double(lookup.askableForDays) * 86_400)
        let youngest = now.adding(seconds: -Double(Self.ages[0]) + 1)
        asked = asked.filter { $0.value >= oldest }
        var from = max(cursors[provider] ?? oldest, oldest)
        var questions = 0
        let view = try organization.requireViews().correspondence
        while from < youngest {
            let span = from..<youngest
            let waiting = try await view.read { db in
                try Correspondence.waiting(sent: span, methods: [provider.method], limit: Self.pageSize, in: db)
            }
            guard let last = waiting.last?.sentAt else { break }
            for copy in waiting {
                let name = CopyName(message: copy.message, number: copy.number)
                guard let sentAt = copy.sentAt, Self.isDue(sentAt: sentAt, askedAt: asked[name], at: now) else {
                    continue
                }
                cursors[provider] = sentAt
                guard questions < Self.questionsAtOnce else { return questions }
                questions += 1
                guard case .answered = try await ask(about: copy, by: lookup, for: organization, at: now) else {
                    return questions
                }
            }
            guard waiting.count == Self.pageSize else { break }
            // More copies than a page left at one moment: those asked about already are passed over next time.
            from = last > from ? last : Timestamp(microseconds: last.microseconds + 1)
        }
        cursors[provider] = nil
        return questions
    }
}
