import Mail

/// A hit as far as rules may look at it, whether it just came or was recorded long ago.
package struct HitFacts: Hashable, Sendable {
    var marks: Set<String>
    var isHead: Bool
    var saysPrefetch: Bool
    var hasAcceptLanguage: Bool
    var network: NetworkOwner?
    /// Milliseconds since the next server took the copy; nil if that is not known or the difference has no number.
    package var afterSending: Int64?
    /// Milliseconds since the delivery was confirmed.
    package var afterDelivery: Int64?
    /// How many recipients' copies were fetched within the same second.
    package var burst: Int
    var isOwnView: Bool
    var isSenderNetwork: Bool
    /// Who reported the hit; as text, so that a reporter of a later version is not lost.
    var reporter: String?
    var machine: ReportedMachine?
    var program: ReportedProgram?

    /// Takes from a hit what is not too much to keep.
    package init(_ hit: PixelHit) {
        marks = AgentMarks.found(in: AgentText(hit.userAgent))
        isHead = hit.method == .head
        saysPrefetch = Self.saysPrefetch(hit)
        hasAcceptLanguage = hit.hasAcceptLanguage
        network = hit.network
        afterSending = Self.milliseconds(from: hit.sentAt, to: hit.at)
        afterDelivery = Self.milliseconds(from: hit.deliveredAt, to: hit.at)
        burst = hit.burst
        isOwnView = hit.isOwnView
        isSenderNetwork = hit.isSenderNetwork
        reporter = hit.reporter?.rawValue
        (machine, program) = (hit.machine, hit.program)
    }

    /// Takes over what was kept of a hit.
    package init(_ condition: OpenCondition) {
        marks = Set(condition.marks)
        isHead = condition.head ?? false
        saysPrefetch = condition.prefetch ?? false
        hasAcceptLanguage = condition.language ?? false
        network = condition.network.flatMap { NetworkOwner(rawValue: $0) }
        (afterSending, afterDelivery) = (condition.afterSending, condition.afterDelivery)
        burst = condition.burst ?? 1
        isOwnView = condition.ownView ?? false
        isSenderNetwork = condition.senderNetwork ?? false
        reporter = condition.reporter
        machine = condition.machine.flatMap { ReportedMachine(rawValue: $0) }
        program = condition.program.flatMap { ReportedProgram(rawValue: $0) }
    }

    /// What is kept of the hit.
    package var condition: OpenCondition {
        func flag(_ holds: Bool) -> Bool? { holds ? true : nil }
        var condition = OpenCondition(vocabulary: AgentMarks.version, marks: marks.sorted())
        condition.head = flag(isHead)
        condition.prefetch = flag(saysPrefetch)
        condition.language = flag(hasAcceptLanguage)
        condition.network = network?.rawValue
        (condition.afterSending, condition.afterDelivery) = (afterSending, afterDelivery)
        condition.burst = burst > 1 ? burst : nil
        condition.ownView = flag(isOwnView)
        condition.senderNetwork = flag(isSenderNetwork)
        condition.reporter = reporter
        (condition.machine, condition.program) = (machine?.rawValue, program?.rawValue)
        return condition
    }

    /// The facts with what is known by now of when the copy was sent and delivered.
    ///
    /// What was known when the hit was judged stays; a report may come before the ledger knows of the delivery.
    package func knowing(sentAt: Int64?, deliveredAt: Int64?, at moment: Int64) -> Self {
        var facts = self
        facts.afterSending = afterSending ?? Self.milliseconds(from: sentAt, to: moment)
        facts.afterDelivery = afterDelivery ?? Self.milliseconds(from: deliveredAt, to: moment)
        return facts
    }

    private static func milliseconds(from start: Int64?, to end: Int64) -> Int64? {
        guard let start else { return nil }
        let (difference, overflow) = end.subtractingReportingOverflow(start)
        // Rounded down, so that a hit before is never one at the same time.
        return overflow ? nil : (difference >= 0 ? difference : difference - 999) / 1000
    }

    /// Sec-Purpose may carry parameters or name a kind ("prefetch;prerender", "prerender"), and Purpose said "preview" too.
    private static func saysPrefetch(_ hit: PixelHit) -> Bool {
        [hit.secPurpose, hit.purpose, hit.xMoz].contains { header in
            guard let header else { return false }
            let text = AgentText(header)
            return ["prefetch", "prerender", "preview"].contains(where: text.contains)
        }
    }
}
