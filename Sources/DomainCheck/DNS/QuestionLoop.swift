import CCAres
import Foundation

/// The thread's work: questions to c-ares, its sockets, its timeouts.
struct QuestionLoop {
    let line: QuestionLine
    let settings: DNSResolver.Settings

    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS
    /// What fits into a packet on any path, so that no answer is lost in fragments.
    private static let packetSize: Int32 = 1232
    private static let flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS

    func run() {
        defer { line.close() }
        guard Self.isLibraryReady, let ordinary = channel(flags: Self.flags) else { return }
        // Whatever still waits is answered by this with ARES_EDESTRUCTION.
        defer { ares_destroy(ordinary) }
        // The ordinary channel goes from server to server, and does not tell a refusal from silence in the end; this one
        // takes the first server's word as it is.
        guard let literal = channel(flags: Self.flags | ARES_FLAG_NOCHECKRESP) else { return }
        defer { ares_destroy(literal) }
        while true {
            let (questions, isStopping) = line.take()
            for question in questions { QuestionBox(question, literal: literal).ask(ordinary) }
            guard !isStopping else { return }
            wait(for: [ordinary, literal])
        }
    }

    private func channel(flags: Int32) -> ares_channel? {
        var options = ares_options()
        options.flags = flags
        options.timeout = Int32(clamping: settings.timeout)
        options.tries = Int32(clamping: settings.tries)
        options.ednspsz = Self.packetSize
        let mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ
        var channel: ares_channel?
        guard ares_init_options(&channel, &options, mask) == ARES_SUCCESS, let channel else { return nil }
        guard !settings.servers.isEmpty else { return channel }
        let servers = settings.servers.map(\.description).joined(separator: ",")
        guard ares_set_servers_ports_csv(channel, servers) == ARES_SUCCESS else {
            ares_destroy(channel)
            return nil
        }
        return channel
    }

    /// Waits until a socket is ready, a try has timed out, or there is a new question.
    private func wait(for channels: [ares_channel]) {
        var polled = [pollfd(fd: line.signal, events: Int16(POLLIN), revents: 0)]
        var owners: [ares_channel] = []
        var milliseconds: Int32 = -1
        for channel in channels {
            for entry in Self.sockets(of: channel) {
                polled.append(entry)
                owners.append(channel)
            }
            var time = timeval()
            guard ares_timeout(channel, nil, &time) != nil else { continue }
            let patience = Int32(clamping: time.tv_sec * 1000 + Int(time.tv_usec) / 1000 + 1)
            milliseconds = milliseconds < 0 ? patience : min(milliseconds, patience)
        }
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        for (entry, owner) in zip(polled.dropFirst(), owners) where entry.revents != 0 {
            let reads = entry.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0
            let writes = entry.revents & Int16(POLLOUT) != 0
            ares_process_fd(owner, reads ? entry.fd : -1, writes ? entry.fd : -1)
        }
        // Tries that have timed out.
        for channel in channels { ares_process_fd(channel, -1, -1) }
    }

    private static func sockets(of channel: ares_channel) -> [pollfd] {
        var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
        let ready = UInt32(bitPattern: ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM))
        return sockets.enumerated().compactMap { index, socket in
            let reads = ready & (1 << UInt32(index)) != 0
            let writes = ready & (1 << UInt32(index + Int(ARES_GETSOCK_MAXNUM))) != 0
            guard reads || writes else { return nil }
            let events = (reads ? Int16(POLLIN) : 0) | (writes ? Int16(POLLOUT) : 0)
            return pollfd(fd: socket, events: events, revents: 0)
        }
    }
}

/// A question while c-ares has it.
private final class QuestionBox {
    private let question: Question
    private let literal: ares_channel?

    /// Takes a question, and the channel to ask once more where the ordinary one only says that nobody answered.
    init(_ question: Question, literal: ares_channel?) {
        self.question = question
        self.literal = literal
    }

    func ask(_ channel: ares_channel) {
        let internetClass: Int32 = 1
        ares_query(
            channel,
            question.name,
            internetClass,
            Int32(question.type.rawValue),
            { box, status, _, bytes, count in
                guard let box else { return }
                let message = bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(count))) }
                Unmanaged<QuestionBox>.fromOpaque(box).takeRetainedValue().take(status, message)
            },
            Unmanaged.passRetained(self).toOpaque()
        )
    }

    private func take(_ status: Int32, _ message: [UInt8]?) {
        if status == ARES_ECONNREFUSED, let literal {
            QuestionBox(question, literal: nil).ask(literal)
        } else {
            question.conclude(DNSAnswer(status: status, message: message, asked: question.type))
        }
    }
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
