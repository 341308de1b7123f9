/// Why the post office did not do what was asked.
package enum PostofficeError: Error, Hashable, Sendable {
    /// Fields of the request break rules.
    case invalid([FieldProblem])
    /// The named thing does not exist in this organization.
    case notFound(String)
    /// Something is larger than the service takes.
    case tooLarge(String)
    /// The idempotency key was used for another request.
    case keyReused
    /// The ledger is open for reading only; the text says what was found.
    case readOnly(String)
    /// Too much is waiting; nothing was stored.
    case overloaded
    /// The person was erased, and nothing new is kept about them without a new basis.
    case erased
    /// The person must not be erased for now: a legal hold; the text says since when and what to do.
    case held(String)
    /// The person must not be erased yet: what was sent to them has to be kept; the text says until when.
    case retained(String)
    /// The thing exists already.
    case exists(String)
    /// What was asked for can no longer be done, or not now; the text says why.
    case tooLate(String)
    /// A server that is not ours, or what was set up for it, does not do its part; the text says why.
    case elsewhere(String)
    /// Something the service needs failed; the text names the part, never a person's data.
    case unavailable(String)
}

/// A field that breaks a rule.
package struct FieldProblem: Hashable, Sendable, Codable {
    /// Where, as a path into the request, for example `to[0].address`.
    package var field: String
    /// What is wrong and what to write instead.
    package var problem: String

    /// Names a problem.
    package init(_ field: String, _ problem: String) {
        self.field = field
        self.problem = problem
    }
}
