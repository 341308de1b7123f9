import Ledger
import Mail
import Sending
import Synchronization

/// A method that answers by a script and remembers what it was given.
final class ScriptedMethod: SendingMethod {
    let kind = MethodKind.smtp
    let knowledge = MethodKnowledge(knowsDelivery: false, knowsBounces: false, askableForDays: 0)
    let maximumMessageBytes: Int

    private struct State {
        var copies: [OutgoingCopy] = []
        var underWay = 0
        var most = 0
    }

    private let state = Mutex(State())
    private let script: @Sendable (OutgoingCopy) async -> SendResult

    init(maximumMessageBytes: Int = 1_000_000, script: @escaping @Sendable (OutgoingCopy) async -> SendResult) {
        self.maximumMessageBytes = maximumMessageBytes
        self.script = script
    }

    convenience init(_ result: SendResult) {
        self.init { _ in result }
    }

    /// What was handed over, in order.
    var copies: [OutgoingCopy] { state.withLock { $0.copies } }

    /// How many copies were under way at once, at most.
    var most: Int { state.withLock { $0.most } }

    func send(_ copy: OutgoingCopy) async -> SendResult {
        state.withLock { state in
            state.copies.append(copy)
            state.underWay += 1
            state.most = max(state.most, state.underWay)
        }
        let result = await script(copy)
        state.withLock { $0.underWay -= 1 }
        return result
    }

    func close() async {}
}

extension SendReport {
    static func reply(_ stage: String, _ code: Int, _ text: String) -> Self {
        var report = Self(method: .smtp, stage: stage)
        (report.code, report.text) = (code, text)
        return report
    }
}

extension SendResult {
    static let taken = Self.sent(.reply("finalDot", 250, "250 2.0.0 Ok: queued as 4XyZ"), delivered: nil)
    static let later = Self.deferred(.reply("rcpt", 451, "451 4.7.1 <x@example.com>: greylisted"))
    static let unheard = Self.uncertain(SendReport(method: .smtp, stage: "finalDot"))
    static let gone: Self = {
        var report = SendReport.reply("rcpt", 550, "550 5.1.1 <x@example.com>: user unknown")
        report.failureClass = .hard
        return .rejected(report)
    }()
}
