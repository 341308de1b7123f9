import CCAres
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
    fileprivate var signal: Int32 { readEnd }

    fileprivate func take() -> (questions: [Question], isStopping: Bool) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
        return state.withLock { state in
            defer { state.questions = [] }
            return (state.questions, state.isStopping)
        }
    }

    fileprivate func close() {
        let left = state.withLock { state in
            defer { (state.questions, state.isOpen) = ([], false) }
            return state.questions
        }
        for question in left { question.conclude(.failed(.stopped)) }
        _ = Foundation.close(readEnd)
        _ = Foundation.close(writeEnd)
    }
}

/// The thread's work: questions to c-ares, its sockets, its timeouts.
private struct QuestionLoop {
    let line: QuestionLine
    let settings: DNSResolver.Settings

    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS
    /// What fits into a packet on any path, so that no answer is lost in fragments.
    private static let packetSize: Int32 = 1232

    func run() {
        defer { line.close() }
        guard Self.isLibraryReady, let channel = channel() else { return }
        // Whatever still waits is answered by this with ARES_EDESTRUCTION.
        defer { ares_destroy(channel) }
        while true {
            let (questions, isStopping) = line.take()
            for question in questions { ask(question, channel) }
            guard !isStopping else { return }
            wait(channel)
        }
    }

    private func channel() -> ares_channel? {
        var options = ares_options()
        options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS
        options.timeout = Int32(clamping: settings.timeout)
        options.tries = Int32(clamping: settings.tries)
        options.ednspsz = Self.packetSize
        let mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ
        var channel: ares_channel?
        guard ares_init_options(&channel, &options, mask) == ARES_SUCCESS, let channel else {
            return nil
        }
        guard !settings.servers.isEmpty else { return channel }
        let servers = settings.servers.map(\.description).joined(separator: ",")
        guard ares_set_servers_ports_csv(channel, servers) == ARES_SUCCESS else {
            ares_destroy(channel)
            return nil
        }
        return channel
    }

    private func ask(_ question: Question, _ channel: ares_channel) {
        let box = Unmanaged.passRetained(QuestionBox(question))
        let internetClass: Int32 = 1
        ares_query(
            channel,
            question.name,
            internetClass,
            Int32(question.type.rawValue),
            { box, status, _, bytes, count in
                guard let box else { return }
                let question = Unmanaged<QuestionBox>.fromOpaque(box).takeRetainedValue().question
                let message = bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(count))) }
                question.conclude(DNSAnswer(status: status, message: message, asked: question.type))
            },
            box.toOpaque()
        )
    }

    /// Waits until a socket is ready, a try has timed out, or there is a new question.
    private func wait(_ channel: ares_channel) {
        var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
        let ready = UInt32(bitPattern: ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM))
        var polled = [pollfd(fd: line.signal, events: Int16(POLLIN), revents: 0)]
        for (index, socket) in sockets.enumerated() {
            let reads = ready & (1 << UInt32(index)) != 0
            let writes = ready & (1 << UInt32(index + Int(ARES_GETSOCK_MAXNUM))) != 0
            guard reads || writes else { continue }
            let events = (reads ? Int16(POLLIN) : 0) | (writes ? Int16(POLLOUT) : 0)
            polled.append(pollfd(fd: socket, events: events, revents: 0))
        }
        var time = timeval()
        let hasTimeout = ares_timeout(channel, nil, &time) != nil
        let milliseconds = hasTimeout ? Int32(clamping: time.tv_sec * 1000 + Int(time.tv_usec) / 1000 + 1) : -1
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        for entry in polled.dropFirst() where entry.revents != 0 {
            let reads = entry.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0
            let writes = entry.revents & Int16(POLLOUT) != 0
            ares_process_fd(channel, reads ? entry.fd : -1, writes ? entry.fd : -1)
        }
        ares_process_fd(channel, -1, -1)
    }
}

private final class QuestionBox {
    let question: Question
    init(_ question: Question) { self.question = question }
}

extension DNSAnswer {
    /// What c-ares reports of a question.
    fileprivate init(status: Int32, message: [UInt8]?, asked type: DNSRecordType) {
        switch status {
        case ARES_SUCCESS, ARES_ENODATA:
            do {
                let read = try DNSMessage(message ?? [], asked: type)
                self =
                    read.records.isEmpty
                    ? .noRecords(aliases: read.aliases) : .records(read.records, aliases: read.aliases)
            } catch {
                self = .failed(error)
            }
        case ARES_ENOTFOUND: self = .noSuchName
        case ARES_ETIMEOUT: self = .failed(.timeout)
        case ARES_ESERVFAIL: self = .failed(.serverFailure)
        case ARES_EREFUSED, ARES_ENOTIMP: self = .failed(.refused)
        case ARES_ECONNREFUSED: self = .failed(.unreachable)
        case ARES_EBADNAME: self = .failed(.badName)
        case ARES_EDESTRUCTION, ARES_ECANCELLED: self = .failed(.stopped)
        default: self = .failed(.malformed)
        }
    }
}
