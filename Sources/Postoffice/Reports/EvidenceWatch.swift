import Correspondence
import Evidence
import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings

/// Looks after the sources of evidence once a minute: asks providers what is due, and notices a source that went silent.
///
/// A webhook is thought silent when a copy left by its provider more than six hours (and less than three days) ago, nothing
/// final is known of it, and the webhook was not heard since. Any source is thought to fail when it failed three times in a
/// row. Only a change is stated, as `feed.changed`; after a restart nothing changes until there is news.
struct EvidenceWatch: Sendable {
    /// How long after a copy left a webhook should have been heard, in seconds.
    static let patience: Double = 6 * 3600
    /// How old a copy may be to be waited for, in seconds.
    static let span: Double = 3 * 86_400
    /// After how many failures in a row a source is thought to fail.
    static let failures = 3
    /// How often all of this is looked at, in seconds.
    static let interval: Double = 60

    let organization: Organization
    var clock: any DispatchClock = SystemDispatchClock()

    /// Looks until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await clock.sleep(until: clock.now().adding(seconds: Self.interval))
            guard !Task.isCancelled else { return }
            do {
                try await look(at: clock.now())
            } catch {
                organization.logger.warning(
                    "evidence could not be looked after",
                    metadata: ["error": "\(type(of: error))"]
                )
            }
        }
    }

    /// Looks once.
    func look(at now: Timestamp) async throws {
        var askable: [any ProviderLookup] = []
        for provider in MailProvider.allCases {
            if let lookup = await organization.methods.lookup(provider) { askable.append(lookup) }
        }
        try await organization.lookups.tick(for: organization, by: askable, at: now)
        try await notice(at: now)
    }

    /// States which sources changed.
    func notice(at now: Timestamp) async throws {
        for feed in try await organization.feedReports(at: now) {
            guard let found = feed.finding, found != feed.stated else { continue }
            let change = FeedChanged(feed: feed.name, reason: found.reason)
            let outcome = try await organization.append([MailFact(.feedChanged(change), occurredAt: now)])
            _ = try await organization.requireViews().settings.wait(
                until: outcome.positions.upperBound + 1,
                timeout: .seconds(10)
            )
        }
    }
}

/// A source of evidence, and what is to be said of it.
package struct FeedReport: Hashable, Sendable {
    /// Whether a source is heard.
    package enum Finding: Hashable, Sendable {
        /// It is.
        case heard
        /// It is not, for this reason.
        case silent(String)

        /// Why it is not; nil where it is.
        package var reason: String? {
            if case .silent(let reason) = self { reason } else { nil }
        }
    }

    /// Its name, for example `webhook.mailgun`.
    package var name: String
    /// What it did since the start.
    package var page: FeedState
    /// When it was heard last, as far as anything of it is kept.
    package var heardAt: Timestamp?
    /// What is found now; nil where there is nothing to go by.
    package var finding: Finding?
    /// What was stated last.
    package var stated: Finding
    /// Since when that is stated; nil where nothing was.
    package var since: Timestamp?
    /// Whether it could be set up, since mail goes by its provider, and is not.
    package var isOff = false
}

extension Organization {
    /// All sources of evidence that are set up, were heard or failed, by name.
    package func feedReports(at now: Timestamp = .now()) async throws -> [FeedReport] {
        let pages = Dictionary(feeds.all.map { ($0.feed, $0) }) { first, _ in first }
        let states = try await requireViews().settings.read { db in try Settings.feeds(in: db) }
        let stated = Dictionary(states.map { ($0.name, $0) }) { first, _ in first }
        var webhooks: [String: MailProvider] = [:]
        for provider in MailProvider.allCases {
            let set = try await webhookSettings(of: provider)
            if set != nil { webhooks[WebhookSettings.name(provider)] = provider }
        }
        var names = Set(pages.keys).union(stated.keys).union(webhooks.keys)
        // A source that was taken away is none any more, whatever was said of it.
        let gone = Set(MailProvider.allCases.map { WebhookSettings.name($0) }).subtracting(webhooks.keys)
        names.subtract(gone)
        if try await mailboxSettings() != nil {
            names.insert(Self.mailboxFeed)
        } else if pages[Self.mailboxFeed] == nil {
            names.remove(Self.mailboxFeed)
        }
        var reports: [FeedReport] = []
        for name in names {
            let state = stated[name]
            var report = FeedReport(
                name: name,
                page: pages[name] ?? FeedState(feed: name, since: now),
                heardAt: pages[name]?.heardAt,
                finding: nil,
                stated: state?.reason.map { FeedReport.Finding.silent($0) } ?? .heard,
                since: state?.since
            )
            if let provider = webhooks[name] { try await listen(to: provider, at: now, &report) }
            report.finding = report.finding ?? Self.finding(report)
            reports.append(report)
        }
        for provider in MailProvider.allCases where gone.contains(WebhookSettings.name(provider)) {
            guard await methods.method(provider.method) != nil else { continue }
            let name = WebhookSettings.name(provider)
            var report = FeedReport(name: name, page: FeedState(feed: name, since: now), stated: .heard)
            report.isOff = true
            reports.append(report)
        }
        return reports.sorted { $0.name < $1.name }
    }

    /// Whether a webhook should have been heard.
    private func listen(to provider: MailProvider, at now: Timestamp, _ report: inout FeedReport) async throws {
        let views = try requireViews()
        let last = try await views.settings.read { db in
            try Settings.lastReport(from: provider.rawValue, in: db)
        }
        let heardAt = [report.heardAt, last].compactMap(\.self).max()
        report.heardAt = heardAt
        let since = Timestamp(microseconds: try await webhookSettings(of: provider)?.since ?? 0)
        let from = max(now.adding(seconds: -EvidenceWatch.span), heardAt ?? since, since)
        let until = now.adding(seconds: -EvidenceWatch.patience)
        guard from < until, report.page.failedInARow < EvidenceWatch.failures else { return }
        let waiting = try await views.correspondence.read { db in
            try Correspondence.waiting(sent: from..<until, methods: [provider.method], limit: 1, in: db)
        }
        guard !waiting.isEmpty else { return }
        report.finding = .silent("Mail left by \(provider.rawValue), and for six hours nothing was heard of it.")
    }

    private static func finding(_ report: FeedReport) -> FeedReport.Finding? {
        if report.page.failedInARow >= EvidenceWatch.failures, let failure = report.page.failure {
            return .silent("It fails: \(failure)")
        }
        guard let heardAt = report.heardAt else { return nil }
        return report.since.map { heardAt > $0 } ?? true ? .heard : nil
    }
}
