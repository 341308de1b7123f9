import HTTPTypes

/// The kinds of problem that the service tells apart; the name is the last part of the problem's type, and stays.
enum ProblemKind: String, CaseIterable, Sendable {
    case malformedRequest = "malformed-request"
    case badParameter = "bad-parameter"
    case noValidKey = "no-valid-key"
    case keyExpired = "key-expired"
    case missingScope = "missing-scope"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case requestTimeout = "request-timeout"
    case exists
    case otherEpoch = "other-epoch"
    case tooLate = "too-late"
    case elsewhere = "another-server"
    case erased
    case legalHold = "legal-hold"
    case statutoryRetention = "statutory-retention"
    case tooLarge = "too-large"
    case headersTooLarge = "headers-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case invalid
    case keyReused = "idempotency-key-reused"
    case tooManyAttempts = "too-many-attempts"
    case webhookUnsigned = "webhook-unsigned"
    case webhookRefused = "webhook-refused"
    case webhookReplayed = "webhook-replayed"
    case internalError = "internal-error"
    case ledgerReadOnly = "ledger-read-only"
    case overloaded
    case viewBehind = "view-behind"
    case unavailable

    /// What identifies the kind: an address on the service's own page of calls, which explains it.
    var type: String { "/docs#\(rawValue)" }

    /// The status of the answer.
    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest, .badParameter: .badRequest
        case .noValidKey, .keyExpired, .webhookUnsigned: .unauthorized
        case .missingScope, .webhookRefused: .forbidden
        case .webhookReplayed: .notAcceptable
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .exists, .otherEpoch, .tooLate, .elsewhere, .legalHold, .statutoryRetention: .conflict
        case .erased: .gone
        case .tooLarge: .contentTooLarge
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalid, .keyReused: .unprocessableContent
        case .tooManyAttempts: .tooManyRequests
        case .internalError: .internalServerError
        case .ledgerReadOnly, .overloaded, .viewBehind, .unavailable: .serviceUnavailable
        }
    }

    /// What the kind is, in a few words.
    var title: String {
        switch self {
        case .malformedRequest: "The request cannot be read"
        case .badParameter: "A query parameter is wrong"
        case .noValidKey: "No valid access key"
        case .keyExpired: "The access key has ended"
        case .missingScope: "The access key does not allow this"
        case .notFound: "Not found"
        case .methodNotAllowed: "This address does not take this method"
        case .requestTimeout: "The request took too long to arrive"
        case .exists: "It exists already"
        case .otherEpoch: "The position belongs to another epoch of the ledger"
        case .tooLate: "It is too late for this, or too early"
        case .elsewhere: "Another server does not do its part"
        case .erased: "The person was erased"
        case .legalHold: "A legal hold forbids the erasure"
        case .statutoryRetention: "The law says that this is kept for now"
        case .tooLarge: "Too large"
        case .headersTooLarge: "The header fields are too large"
        case .unsupportedMediaType: "The body is not of a type that this call takes"
        case .invalid: "Some fields break rules"
        case .keyReused: "The idempotency key was used for another request"
        case .tooManyAttempts: "Too many invalid access keys"
        case .webhookUnsigned: "The provider's call is not signed"
        case .webhookRefused: "The provider's call is not genuine"
        case .webhookReplayed: "The provider's call was sent before, with another body"
        case .internalError: "Something went wrong here"
        case .ledgerReadOnly: "The ledger is open for reading only"
        case .overloaded: "Too much at once"
        case .viewBehind: "The views have not come so far yet"
        case .unavailable: "Something that this call needs is not available"
        }
    }
}
