import Correspondence
import Ledger
import Logging
import Mail
import ProjectionEngine
import Sending

/// How long something is waited for: the JSON shape of `/v1/settings/waiting`.
package struct WaitingTime: Codable, Hashable, Sendable {
    /// After how many days without news a copy's end is called unknown, 1 to 365.
    package var days: Int

    /// Five days of trying at the far end, and as long as any provider still tells.
    package static let standard = Self(days: 25)

    /// States a time.
    package init(days: Int) {
        self.days = days
    }
}

extension Organization {
    private static let waitingSetting = "waiting"

    /// How long something is waited for.
    package func waitingTime() async throws -> WaitingTime {
        try await statedSetting(Self.waitingSetting) ?? .standard
    }

    /// Sets how long something is waited for.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for fewer than 1 or more than 365 days.
    package func setWaitingTime(_ time: WaitingTime, actor: OpaqueID?) async throws {
        try requireWritable()
        guard (1...365).contains(time.days) else {
            throw PostofficeError.invalid([FieldProblem("days", "is not a number from 1 to 365")])
        }
        try await stateSetting(Self.waitingSetting, time, actor: actor)
    }

    /// States of every copy that was waited for long enough that its end stays unknown.
    ///
    /// - Parameter moment: The present moment.
    /// - Returns: How many copies that were.
    /// - Throws: ``PostofficeError``.
    package func expire(at moment: Timestamp) async throws -> Int {
        let days = try await waitingTime().days
        let correspondence = try requireViews().correspondence
        let end = moment.adding(seconds: -Double(days) * 86_400)
        var count = 0
        while true {
            let copies = try await correspondence.read { db in
                try Correspondence.waiting(sent: Timestamp(microseconds: 0)..<end, limit: 500, in: db)
            }
            guard !copies.isEmpty else { return count }
            let evidence = copies.map { copy in
                CopyEvidence(
                    message: copy.message,
                    recipient: copy.number,
                    event: .messageExpired(MessageExpired(reason: copy.silence(days: days))),
                    occurredAt: moment,
                    key: Array("expired".utf8)
                )
            }
            let outcome = try await record(evidence, keeping: nil)
            count += outcome.added.count
            guard let newest = outcome.newest else { return count }
            guard await correspondence.wait(until: newest + 1, timeout: .seconds(10)) else { return count }
        }
    }

    /// Looks every hour for copies that were waited for long enough, until the task is cancelled.
    func followExpiry() async {
        let clock = settings.clock
        while !Task.isCancelled {
            await clock.sleep(until: clock.now().adding(seconds: 5))
            guard !Task.isCancelled else { return }
            do {
                _ = try await expire(at: clock.now())
            } catch {
                logger.warning("waiting copies could not be looked through", metadata: ["error": "\(type(of: error))"])
            }
            await clock.sleep(until: clock.now().adding(seconds: 3600))
        }
    }
}

extension KnownCopy {
    /// What was asked and what did not come, in words without names.
    fileprivate func silence(days: Int) -> String {
        let asked =
            switch method {
            case .mailjet, .sendgrid, .mailgun: "\(method.rawValue) told no end of it"
            case .sandbox: "nothing was heard of it"
            case .smtp, .relay, .ownDomain, .gmail, .microsoft365:
                switch wasAskedToReport {
                case true: "a report of the delivery was asked for, and none came"
                case false: "the server offers no reports of delivery, and no bounce came"
                case nil: "no report of the delivery and no bounce came"
                }
            }
        return "\(asked) in \(days) days after it was handed over"
    }
}
