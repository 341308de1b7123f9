#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How many files, and so connections, the process may have open.
enum OpenFileLimit {
    /// Raises the limit as far as the system lets the process do it itself.
    ///
    /// - Returns: The limit since; nil where it cannot be known.
    static func raise() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many connections may be open, so that enough files are left for ledgers, views and mail servers.
    ///
    /// - Parameters:
    ///   - wanted: How many are wanted.
    ///   - limit: How many files may be open; nil where that is not known.
    /// - Returns: How many.
    static func connections(_ wanted: Int, within limit: Int?) -> Int {
        guard let limit else { return wanted }
        return max(64, min(wanted, limit - max(256, limit / 8)))
    }
}
