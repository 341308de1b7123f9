import EmailHistory
import Ledger
import Mail
import Outbox
import ProjectionEngine
import Sending

/// What came of withdrawing a message.
package struct CancelledMessage: Hashable, Sendable {
    /// The message's id.
    package let id: OpaqueID
    /// The numbers of the recipients whose copies will not leave.
    package let cancelled: [Int]
    /// The numbers of those asked for whose copies have left, are leaving, or were withdrawn before.
    package let tooLate: [Int]
}

extension Organization {
    /// Withdraws the copies of a message that have not left; whether one has is decided by the ledger alone.
    ///
    /// - Parameters:
    ///   - id: The message.
    ///   - recipients: The numbers of those whose copies are meant; nil for all.
    ///   - actor: Who asks.
    /// - Returns: Whose copies will not leave, and whose were gone.
    /// - Throws: ``PostofficeError/tooLate(_:)`` where none of them could be withdrawn.
    package func cancel(_ id: OpaqueID, recipients: [Int]? = nil, actor: OpaqueID?) async throws -> CancelledMessage {
        try requireWritable()
        let known = try await message(id).recipients.map(\.number)
        let wanted = try Self.check(recipients, among: known)
        let cancelled = try await withdraw(wanted, of: id, reason: "withdrawn on request", actor: actor)
        let tooLate = wanted.filter { !cancelled.contains($0) }
        guard !cancelled.isEmpty else {
            throw PostofficeError.tooLate("it has left, is leaving at this moment, or was withdrawn before")
        }
        return CancelledMessage(id: id, cancelled: cancelled, tooLate: tooLate)
    }

    /// Withdraws copies of a message that wait; returns the numbers of those that will not leave, when views know of it.
    func withdraw(_ numbers: [Int], of id: OpaqueID, reason: String, actor: OpaqueID?) async throws -> [Int] {
        let outbox = try requireViews().outbox
        let withdrawal = CopyWithdrawal(ledger: ledger, archive: archive)
        var withdrawn: [Int] = []
        var open = Set(numbers)
        // A copy that was tried since the view was read, and waits again, is found the second time.
        for _ in 0..<3 where !open.isEmpty {
            _ = await outbox.wait(until: try await ledger.head().size, timeout: .seconds(5))
            let copies = try await outbox.read { db in try Outbox.copies(of: id, in: db) }
            let waiting = copies.filter { open.contains($0.recipient) && $0.state != .attempting }
            guard !waiting.isEmpty else { break }
            for copy in waiting {
                switch await withdrawal.withdraw(copy, reason: reason, actor: actor) {
                case .withdrawn(let size):
                    withdrawn.append(copy.recipient)
                    open.remove(copy.recipient)
                    _ = await outbox.wait(until: size, timeout: .seconds(5))
                case .tooLate: break
                case .failed(let reason): throw PostofficeError.unavailable("withdrawing: \(reason)")
                }
            }
        }
        return withdrawn.sorted()
    }

    /// The recipients named, each once and each one of the message's; all where none is named.
    static func check(_ numbers: [Int]?, among known: [Int]) throws(PostofficeError) -> [Int] {
        guard let numbers else { return known.sorted() }
        var problems = Problems()
        if numbers.isEmpty { problems.add("recipients", "names nobody; leave it out to mean all") }
        for (index, number) in numbers.enumerated() where !known.contains(number) {
            problems.add("recipients[\(index)]", "is not the number of a recipient of this message")
        }
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
        return Set(numbers).sorted()
    }
}
