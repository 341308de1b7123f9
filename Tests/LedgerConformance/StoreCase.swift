import Ledger

/// A place where one ledger is stored, which can be opened again after it was closed.
package protocol StorePlace: Sendable {
    /// Opens what is stored, as after a restart.
    func open() throws -> any LedgerStore
    /// Removes what is stored.
    func remove()
}

/// Makes the place of an empty ledger with this identity.
package typealias StoreFactory = @Sendable (LedgerIdentity) throws -> any StorePlace

/// One thing that must hold for every ledger store.
///
/// Throws ``CaseFailure`` where it does not.
package struct StoreCase: Sendable, CustomStringConvertible {
    /// What must hold, as a sentence.
    package let name: String
    private let check: @Sendable (CaseLedger) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (CaseLedger) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// The sentence.
    package var description: String { name }

    /// Checks it for the stores that a factory makes.
    package func run(_ factory: StoreFactory) async throws {
        let ledger = try CaseLedger(factory)
        defer { ledger.place.remove() }
        try await check(ledger)
    }

    /// Everything that must hold.
    package static let all: [StoreCase] = reading + deciding + repeating + proving + ending + modelling + modelReading
}

/// Something that should hold and does not.
package struct CaseFailure: Error, CustomStringConvertible {
    /// What should hold.
    package let description: String
}

func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws {
    if !holds { throw CaseFailure(description: what()) }
}

func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
    try expect(found == expected, "\(what): expected \(expected), found \(found)")
}

/// Runs an append that must be refused, and gives the error.
func refusal(of request: AppendRequest, by ledger: OpenLedger) async throws -> AppendError {
    do throws(AppendError) {
        let outcome = try await ledger.append(request)
        throw AppendError.refused(reason: "the case failed: appended at \(outcome.positions)")
    } catch {
        return error
    }
}
