import CCAres
import Foundation
import Synchronization

/// Asks name servers by c-ares: over UDP, and over TCP where an answer does not fit.
///
/// One thread of its own serves all questions at once, so that none blocks the threads of Swift's tasks. It starts with the
/// first question, and ends when the resolver is stopped or let go of.
package final class DNSResolver: DNSLookup {
    /// How name servers are asked.
    package struct Settings: Hashable, Sendable {
        /// The name servers; empty for those of the machine.
        package var servers: [DNSServerAddress]
        /// How many milliseconds the first try waits; the next ones wait longer.
        package var timeout: Int
        /// How often each server is tried.
        package var tries: Int

        /// Sets how servers are asked; what is left out keeps its default.
        package init(servers: [DNSServerAddress] = [], timeout: Int = 2500, tries: Int = 2) {
            self.servers = servers
            self.timeout = max(100, timeout)
            self.tries = max(1, tries)
        }
    }

    private let settings: Settings
    private let line: Mutex<QuestionLine?>

    /// Makes a resolver; nothing is asked and no thread runs yet.
    package init(settings: Settings = Settings()) {
        self.settings = settings
        line = Mutex(nil)
    }

    deinit {
        line.withLock { $0?.stop() }
    }

    /// The records of a type under a name, aliases followed.
    ///
    /// It ends when the tries of all servers are over, some ten seconds at most by default; a cancelled task still waits.
    package func answer(to name: String, _ type: DNSRecordType) async -> DNSAnswer {
        guard DNSName.canBeAsked(name) else { return .failed(.badName) }
        return await withCheckedContinuation { continuation in
            let open = line.withLock { line in
                if line == nil { line = QuestionLine.start(settings) }
                return line
            }
            let question = Question(name: name, type: type, continuation: continuation)
            if open?.ask(question) != true { question.conclude(.failed(.stopped)) }
        }
    }

    /// Whether a name can be asked for: at most 253 bytes, labels of ASCII letters, digits, hyphens and underscores.
    package static func canAsk(for name: String) -> Bool { DNSName.canBeAsked(name) }

    /// Ends the thread; questions that wait are answered with ``DNSFailure/stopped``.
    package func stop() {
        line.withLock { $0?.stop() }
    }
}

/// A question on its way, with who waits for its answer.
struct Question: Sendable {
    let name: String
    let type: DNSRecordType
    let continuation: CheckedContinuation<DNSAnswer, Never>

    func conclude(_ answer: DNSAnswer) {
        continuation.resume(returning: answer)
    }
}

/// Which names are asked for.
enum DNSName {
    /// Whether a name can be asked for: labels of letters, digits, hyphens and underscores.
    static func canBeAsked(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(name.utf8.count)
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
    }
}
