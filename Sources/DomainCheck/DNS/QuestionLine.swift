import Foundation
import Synchronization

/// Hands questions from any task to the thread that asks them, and wakes it.
final class QuestionLine: Sendable {
    private struct State {
        var questions: [Question] = []
        var isStopping = false
        /// Whether the pipe can still be written to.
        var isOpen = true
    }

    private let state = Mutex(State())
    private let readEnd: Int32
    private let writeEnd: Int32

    private init(readEnd: Int32, writeEnd: Int32) {
        self.readEnd = readEnd
        self.writeEnd = writeEnd
    }

    /// Starts the thread; nil where the machine has no pipe left.
    static func start(_ settings: DNSResolver.Settings) -> QuestionLine? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let line = QuestionLine(readEnd: ends[0], writeEnd: ends[1])
        let thread = Thread { QuestionLoop(line: line, settings: settings).run() }
        thread.name = "postboek-dns"
        thread.start()
        return line
    }

    /// Puts a question in line; false where the thread is ending.
    func ask(_ question: Question) -> Bool {
        state.withLock { state in
            guard state.isOpen, !state.isStopping else { return false }
            state.questions.append(question)
            wake()
            return true
        }
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isStopping = true
            wake()
        }
    }

    /// A full pipe wakes the thread as well as one more byte would.
    private func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// The descriptor that becomes readable when there is something to take.
    var signal: Int32 { readEnd }

    func take() -> (questions: [Question], isStopping: Bool) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
        return state.withLock { state in
            defer { state.questions = [] }
            return (state.questions, state.isStopping)
        }
    }

    func close() {
        let left = state.withLock { state in
            defer { (state.questions, state.isOpen) = ([], false) }
            return state.questions
        }
        for question in left { question.conclude(.failed(.stopped)) }
        _ = Foundation.close(readEnd)
        _ = Foundation.close(writeEnd)
    }
}
