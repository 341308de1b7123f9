import ArgumentParser
import Foundation
import Mail
import NIOCore
import NIOFoundationCompat
import Postoffice

/// Sends the rows of a CSV file as one batch, and shows how it goes.
struct BatchSending {
    let file: BatchFile
    /// What holds for all rows that do not say otherwise.
    let defaults: MessageRequest
    let idempotencyKey: String?
    let waits: Bool
    let isJSON: Bool

    struct Progress: Decodable, Equatable {
        var id: String
        var state: String
        var count: Int
        var remaining: Int
        var queued: Int
        var sent: Int
        var uncertain: Int
        var failed: Int
        var cancelled: Int
        var refused: Int
        var ratePerMinute: Double?

        var isOver: Bool { state == "complete" || state == "cancelled" }
        /// How many documents have come to an end.
        var done: Int { sent + uncertain + failed + cancelled + refused }
    }

    private struct Outcomes: Decodable {
        struct Item: Decodable {
            var index: Int
            var documentId: String?
            var state: String
            var reason: String?
        }
        var items: [Item]
        var next: String?
    }

    /// Uploads the list, follows the batch, and names what did not go as asked.
    ///
    /// - Throws: `ExitCode.failure` where a document was refused or failed.
    func run(_ client: ServiceClient) async throws {
        let headers = idempotencyKey.map { [("Idempotency-Key", $0)] } ?? []
        let bytes = try await client.upload(
            "/v1/messages/batch",
            type: "application/x-ndjson",
            lines: BatchLines(defaults: defaults, rows: file.rows),
            headers: headers
        )
        var progress = try JSONDecoder().decode(Progress.self, from: bytes)
        guard waits else {
            if isJSON { return Output.json(bytes) }
            return Output.line("Batch \(progress.id): \(progress.count) documents taken.")
        }
        if !isJSON {
            Output.line("Batch \(progress.id): \(progress.count) documents taken; interrupting this stops nothing.")
        }
        var last = bytes
        var bar = ProgressLine(isQuiet: isJSON)
        while !progress.isOver {
            bar.show(progress)
            try await Task.sleep(for: .milliseconds(300))
            last = try await client.call("GET", "/v1/batches/\(progress.id)")
            progress = try JSONDecoder().decode(Progress.self, from: last)
        }
        bar.end(progress)
        if isJSON { Output.json(last) } else { try await nameTroubles(progress, client) }
        if progress.failed + progress.refused + progress.uncertain > 0 { throw ExitCode.failure }
    }

    private func nameTroubles(_ progress: Progress, _ client: ServiceClient) async throws {
        for state in ["refused", "failed", "uncertain"] {
            var cursor: String?
            repeat {
                let query = "?state=\(state)&limit=200" + (cursor.map { "&cursor=\($0.percentEncoded)" } ?? "")
                let page: Outcomes = try await client.call("GET", "/v1/batches/\(progress.id)/items\(query)")
                for item in page.items {
                    let line = file.rows.indices.contains(item.index) ? "line \(file.rows[item.index].line): " : ""
                    Output.line("\(line)\(item.documentId ?? "?") \(state) – \(item.reason ?? "")".printable)
                }
                cursor = page.next
            } while cursor != nil
        }
    }
}

/// The lines of a list: first what holds for all, then a row each, whose files are read when its turn comes.
struct BatchLines: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var defaults: MessageRequest?
        fileprivate var rows: ArraySlice<BatchFile.Row>
        private let encoder = JSONEncoder()

        fileprivate init(defaults: MessageRequest, rows: ArraySlice<BatchFile.Row>) {
            self.defaults = defaults
            self.rows = rows
        }

        mutating func next() async throws -> ByteBuffer? {
            if let defaults {
                self.defaults = nil
                return ByteBuffer(data: try encoder.encode(Defaults(defaults: defaults)) + Data("\n".utf8))
            }
            guard let row = rows.popFirst() else { return nil }
            return ByteBuffer(data: try row.line(encoder))
        }
    }

    private struct Defaults: Encodable {
        var defaults: MessageRequest
    }

    let defaults: MessageRequest
    let rows: [BatchFile.Row]

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(defaults: defaults, rows: rows[...])
    }
}

/// One line on a terminal that tells how far a batch is; plain lines where nobody looks.
struct ProgressLine {
    private let isQuiet: Bool
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private var lastTenth = -1

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    mutating func show(_ progress: BatchSending.Progress) {
        guard !isQuiet else { return }
        let share = Double(progress.done) / Double(max(1, progress.count))
        if isTerminal {
            let filled = Int(share * 30)
            let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
            write("\r\(bar) \(words(progress))\u{1B}[K")
        } else if Int(share * 10) > lastTenth {
            lastTenth = Int(share * 10)
            write(words(progress) + "\n")
        }
    }

    mutating func end(_ progress: BatchSending.Progress) {
        lastTenth = -1
        show(progress)
        if isTerminal, !isQuiet { write("\n") }
    }

    private func words(_ progress: BatchSending.Progress) -> String {
        var words = "\(progress.done) of \(progress.count): \(progress.sent) sent"
        for (count, what) in [
            (progress.failed, "failed"), (progress.refused, "refused"), (progress.uncertain, "uncertain"),
            (progress.cancelled, "cancelled"),
        ] where count > 0 { words += ", \(count) \(what)" }
        if let rate = progress.ratePerMinute { words += ", \(Int(rate.rounded())) a minute" }
        return words
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
