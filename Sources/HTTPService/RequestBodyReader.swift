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

/// How much memory request bodies may take together.
final class BodyBudget: Sendable {
    private let left: Mutex<Int>

    init(bytes: Int) {
        left = Mutex(bytes)
    }

    /// Takes a share; false if there is not as much left.
    func take(_ share: Int) -> Bool {
        left.withLock { left in
            guard share <= left else { return false }
            left -= share
            return true
        }
    }

    /// Gives a share back.
    func giveBack(_ share: Int) {
        left.withLock { $0 += share }
    }
}
