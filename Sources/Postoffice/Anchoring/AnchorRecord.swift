import Foundation
import Ledger
import LedgerFiles
import Synchronization

/// How something that is tried again and again went last.
package struct AnchorAttempt: Codable, Hashable, Sendable {
    /// When it last succeeded, in RFC 3339.
    package var succeededAt: String?
    /// The size of the ledger it succeeded for.
    package var size: Int64?
    /// When it last failed, in RFC 3339.
    package var failedAt: String?
    /// Why, in words.
    package var failure: String?
    /// How often it failed since it last succeeded.
    package var failures: Int?

    /// Notes a success.
    mutating func succeed(size: Int64, at moment: Timestamp) {
        (succeededAt, self.size, failures) = (moment.description, size, nil)
    }

    /// Notes a failure.
    mutating func fail(_ words: String, at moment: Timestamp) {
        (failedAt, failure, failures) = (moment.description, words, (failures ?? 0) + 1)
    }

    /// Whether it is time to try again: at once after a success, after longer and longer pauses otherwise.
    func isDue(at moment: Timestamp, pause: Double) -> Bool {
        guard let failures, failures > 0, let failed = failedAt.flatMap({ Timestamp(rfc3339: $0) }) else { return true }
        let wait = min(3600, pause * Double(1 << min(failures - 1, 10)))
        return moment >= failed.adding(seconds: wait)
    }
}

/// What is known of anchoring: kept in a file of its own, which may be lost without harm.
///
/// It is no event: a ledger that grew with each cosignature would never be cosigned.
struct AnchorRecord: Codable, Hashable, Sendable {
    /// The newest checkpoint that enough witnesses cosigned.
    var cosigned: String?
    /// A newer checkpoint that some witnesses cosigned, and not yet enough.
    var begun: String?
    /// How it went with each witness, by its public key.
    var witnesses: [String: AnchorAttempt] = [:]
    /// How it went with the mail.
    var mail: AnchorAttempt?
    /// How it went with posting.
    var post: AnchorAttempt?
    /// The day, counted from 1970, of the newest daily anchor.
    var day: Int64?
}

/// Holds an organization's record, and writes each change to its file.
final class AnchorBoard: Sendable {
    private let path: String
    private let pool = BlockingPool(writers: 1, readers: 1, openers: 1)
    private let state = Mutex<AnchorRecord?>(nil)
    private let turn = AsyncTurn()

    init(path: String) {
        self.path = path
    }

    /// What is known.
    func record() async -> AnchorRecord {
        if let known = state.withLock({ $0 }) { return known }
        let path = path
        let read = try? await pool.run(.reading) { try DurableFile.read(path, limit: 1_000_000) }
        let kept = read.flatMap(\.self).flatMap { try? JSONDecoder().decode(AnchorRecord.self, from: Data($0)) }
        return state.withLock { state in
            let record = state ?? kept ?? AnchorRecord()
            state = record
            return record
        }
    }

    /// Changes what is known; a file that cannot be written is no reason to stop, for it only spares questions.
    func change(_ change: @Sendable (inout AnchorRecord) -> Void) async {
        _ = await record()
        await turn.run {
            let record = self.state.withLock { state in
                var record = state ?? AnchorRecord()
                change(&record)
                state = record
                return record
            }
            let path = self.path
            if let bytes = try? JSONEncoder().encode(record) {
                _ = try? await self.pool.run(.writing) { try DurableFile.write(Array(bytes), to: path) }
            }
        }
    }
}
