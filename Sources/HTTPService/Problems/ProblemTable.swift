import Ledger
import Logging
import Postoffice

extension Problem {
    /// What a caller is told about any error.
    ///
    /// An error that nobody foresaw is logged by its type only, since its words may hold somebody's data.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - isQuery: Whether what the caller gave were query parameters rather than a body.
    ///   - logger: Where the unforeseen is noted.
    init(_ error: any Error, isQuery: Bool, logger: Logger) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PostofficeError: self.init(error, isQuery: isQuery)
        case let error as LedgerReadError: self.init(error)
        default:
            logger.error("call failed", metadata: ["error": "\(Swift.type(of: error))"])
            self.init(.internalError, "The service's log says more.")
        }
    }

    /// The one table from the post office's refusals to answers.
    init(_ error: PostofficeError, isQuery: Bool) {
        switch error {
        case .invalid(let fields) where isQuery:
            self.init(.badParameter, "Some parameters cannot be used.", fields: fields)
        case .invalid(let fields):
            self.init(.invalid, "Nothing was stored. Correct the fields named and send it again.", fields: fields)
        case .notFound(let thing):
            self.init(.notFound, "Not found in this organization: \(thing).")
        case .tooLarge(let what):
            self.init(.tooLarge, "Nothing was stored: \(what).")
        case .keyReused:
            self.init(.keyReused, "Use a new Idempotency-Key for a new request, or repeat the first one unchanged.")
        case .readOnly(let reason):
            self.init(.ledgerReadOnly, isQuery ? reason : "Nothing was stored: \(reason)")
        case .overloaded:
            self = .overloaded
        case .erased:
            self.init(.erased, "Somebody this is about was erased, and nothing is kept about them any more.")
        case .held(let why):
            self.init(.legalHold, "Nothing was erased: \(why).")
        case .retained(let why):
            self.init(.statutoryRetention, "Nothing was erased: \(why).")
        case .exists(let what):
            self.init(.exists, "Nothing was stored: \(what).")
        case .tooLate(let why):
            self.init(.tooLate, "Nothing was changed: \(why).")
        case .elsewhere(let why):
            self.init(.elsewhere, "Not done: \(why).")
        case .unavailable(let part):
            self.init(.unavailable, "Not available: \(part).", retryAfter: 5)
        }
    }

    /// The same for what reading a ledger can come to.
    init(_ error: LedgerReadError) {
        switch error {
        case .storage: self.init(.unavailable, "The ledger's file cannot be read at this moment.", retryAfter: 5)
        case .malformed(let position):
            self.init(.ledgerReadOnly, "The event at position \(position) was changed and cannot be read.")
        case .outside: self.init(.notFound, "The ledger has no such position.")
        case .unproved: self.init(.ledgerReadOnly, "The ledger is damaged, so nothing can be proved by it.")
        }
    }
}
