import DocumentTimeline
import EmailHistory
import Ledger
import Mail
import MailLedger
import ProjectionEngine

extension Organization {
    /// The most events about one message that are folded anew for an earlier moment.
    static let foldedEvents = 10_000
    /// The most messages that are looked at for one page of an earlier moment.
    static let foldedMessages = 500

    /// The newest position that was known at a moment; -1 for before the first.
    package func position(asOf moment: AsOf) async throws -> Int64 {
        switch moment {
        case .position(let position): min(position, try await ledger.head().size - 1)
        case .time(let time): try await ledger.size(at: time) - 1
        }
    }

    /// A message as it was known at a moment: its events up to then, folded anew.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` where there was no such message yet.
    package func message(_ id: OpaqueID, asOf moment: AsOf) async throws -> HistoryItem {
        let position = try await historyPosition(asOf: moment)
        let history = try requireViews().history
        guard let found = try await history.read({ db in try EmailHistory.earlier(id, at: position, in: db) }) else {
            throw PostofficeError.notFound("message")
        }
        let view = try await fold([found], at: position)
        guard let item = try await view.read({ db in try EmailHistory.message(id, in: db) }) else {
            throw PostofficeError.notFound("message")
        }
        return item
    }

    /// The history as it was known at a moment, newest first.
    ///
    /// A page may hold fewer messages than asked for although more follow: so many are looked at for one page, and no more.
    ///
    /// - Throws: ``PostofficeError``.
    package func messages(
        _ filter: HistoryFilter,
        asOf moment: AsOf,
        cursor: String?,
        limit: Int
    ) async throws -> HistoryPage {
        try await translatingErrors {
            let position = try await historyPosition(asOf: moment)
            let history = try requireViews().history
            let count = min(max(1, limit), EmailHistory.pageLimit)
            var items: [HistoryItem] = []
            var cursor = cursor
            var looked = 0
            while looked < Self.foldedMessages {
                let after = cursor
                let found = try await history.read { db in
                    try EmailHistory.earlier(filter, at: position, cursor: after, limit: 50, in: db)
                }
                guard let last = found.last else { return HistoryPage(items: items, next: nil) }
                let view = try await fold(found, at: position)
                items += try await view.read { db in
                    try EmailHistory.page(filter, cursor: nil, limit: found.count, in: db).items
                }
                if items.count > count {
                    let page = Array(items.prefix(count))
                    let end = EarlierMessage(queued: page[count - 1].position, document: nil)
                    return HistoryPage(items: page, next: EmailHistory.cursor(after: end))
                }
                cursor = EmailHistory.cursor(after: last)
                looked += found.count
            }
            return HistoryPage(items: items, next: cursor)
        }
    }

    /// The position of a moment, once the history has come as far.
    private func historyPosition(asOf moment: AsOf) async throws -> Int64 {
        let position = try await position(asOf: moment)
        guard await (try requireViews()).history.wait(until: position + 1, timeout: .seconds(5)) else {
            throw PostofficeError.unavailable("the history, which is behind the ledger")
        }
        return position
    }

    /// Folds the events about some messages up to a position, and the documents as they were registered then.
    private func fold(_ messages: [EarlierMessage], at position: Int64) async throws -> ScratchView<EmailHistory> {
        let views = try requireViews()
        let events = try await views.history.read { db in
            try messages.flatMap { message in
                let found = try EmailHistory.positions(
                    about: message,
                    through: position,
                    limit: Self.foldedEvents + 1,
                    in: db
                )
                guard found.count <= Self.foldedEvents else {
                    throw PostofficeError.tooLarge("a message has more than \(Self.foldedEvents) events")
                }
                return found
            }
        }
        let documents = Set(messages.compactMap(\.document))
        let registrations = try await views.timeline.read { db in
            try documents.compactMap { try DocumentTimeline.registration(of: $0, through: position, in: db) }
        }
        let view = try await ScratchView<EmailHistory>(ledger: ledger.id, epoch: ledger.epoch)
        for run in Self.runs(of: Set(events + registrations)) {
            var next = run.lowerBound
            while next < run.upperBound {
                let recorded = try await ledger.events(from: next, limit: Int(min(500, run.upperBound - next)))
                guard !recorded.isEmpty else { throw LedgerReadError.malformed(position: next) }
                try await view.fold(try await archive.open(recorded))
                next += Int64(recorded.count)
            }
        }
        return view
    }

    /// Positions as ranges without gaps, in order.
    private static func runs(of positions: Set<Int64>) -> [Range<Int64>] {
        positions.sorted().reduce(into: []) { runs, position in
            if let last = runs.last, last.upperBound == position {
                runs[runs.count - 1] = last.lowerBound..<position + 1
            } else {
                runs.append(position..<position + 1)
            }
        }
    }
}
