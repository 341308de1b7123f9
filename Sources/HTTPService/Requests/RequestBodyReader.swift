import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Reads request bodies into memory, within a size and a time.
enum RequestBodyReader {
    /// How many bytes a request's body may come to.
    ///
    /// - Throws: A ``Problem`` where the request itself says that it is more than the limit.
    static func share(of request: Request, limit: Int) throws -> Int {
        guard let text = request.headers[.contentLength] else { return limit }
        guard let length = Int(text), length <= limit else { throw tooLarge(limit) }
        return length
    }

    /// Reads a body.
    ///
    /// - Throws: A ``Problem`` for one that is too large or too slow; ``BrokenRequest`` where it did not arrive.
    static func read(_ request: Request, limit: Int, timeout: Duration) async throws -> ByteBuffer {
        let body = request.body
        let found = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask {
                do {
                    return try await body.collect(upTo: limit)
                } catch is NIOTooManyBytesError {
                    throw tooLarge(limit)
                } catch {
                    throw BrokenRequest(cause: error)
                }
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let found else { throw Problem(.requestTimeout, "The body did not arrive within \(timeout).") }
        return found
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(.tooLarge, "The body is larger than \(limit) bytes, the most that this call takes.")
    }
}

/// A request that broke off, or was no HTTP; its connection is beyond an answer of ours.
struct BrokenRequest: Error {
    let cause: any Error
}

/// How much memory bodies may take: all together, and each organization's or sender's, so that no one takes it all.
final class BodyBudget: Sendable {
    private struct State {
        var left: Int
        var taken: [String: Int] = [:]
    }

    private let perSender: Int
    private let state: Mutex<State>

    /// Makes a budget of which nothing is taken; one sender gets at most a quarter of it.
    init(bytes: Int) {
        perSender = bytes / 4
        state = Mutex(State(left: bytes))
    }

    /// Takes a share; false if there is not as much left, or not for this sender.
    func take(_ share: Int, for sender: String) -> Bool {
        state.withLock { state in
            let taken = state.taken[sender, default: 0]
            guard share <= state.left, taken + share <= perSender else { return false }
            state.left -= share
            state.taken[sender] = taken + share
            return true
        }
    }

    /// Takes a share that is given back when nobody holds it any more; nil if there is not as much left.
    func hold(_ bytes: Int, for sender: String) -> Share? {
        take(bytes, for: sender) ? Share(self, bytes, sender) : nil
    }

    /// A share that somebody holds.
    final class Share: Sendable {
        private let budget: BodyBudget
        private let bytes: Int
        private let sender: String

        fileprivate init(_ budget: BodyBudget, _ bytes: Int, _ sender: String) {
            (self.budget, self.bytes, self.sender) = (budget, bytes, sender)
        }

        deinit { budget.giveBack(bytes, for: sender) }
    }

    /// Gives a share back.
    func giveBack(_ share: Int, for sender: String) {
        state.withLock { state in
            state.left += share
            let taken = state.taken[sender, default: 0] - share
            state.taken[sender] = taken > 0 ? taken : nil
        }
    }
}
