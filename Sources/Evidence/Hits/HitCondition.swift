/// What must hold of a hit for a rule or a doubt to apply: data, so that a rule set can be listed, compared and replaced.
package indirect enum HitCondition: Hashable, Sendable {
    /// The sender is looking.
    case ownView

    /// The pixel was fetched so.
    case method(PixelHit.Method)

    /// A header says that the fetch runs ahead of a person.
    case prefetchHeader

    /// There is no Accept-Language header; of a hit that a provider reported nobody knows.
    case noAcceptLanguage

    /// No program is named.
    case noAgent

    /// The program's name is this and nothing more, in any case; written here in lower case.
    case agentIs(String)

    /// The program's name contains one of these, in any case; written here in lower case.
    case agentHas([String])

    /// The hit came from one of these networks.
    case network(Set<NetworkOwner>)

    /// The hit came before the copy was known to be sent, or less than so many seconds after.
    case soonerThan(seconds: Int64)

    /// The hit came more than so many seconds after the copy was sent.
    case laterThan(seconds: Int64)

    /// The hit came before the delivery that was confirmed, or less than so many seconds after.
    case aroundDelivery(seconds: Int64)

    /// So many recipients' copies of the message were fetched within one second.
    case burst(recipients: Int)

    /// The hit came from an address from which the sender used the service.
    case senderNetwork

    /// The provider that reported the hit takes it for one of these machines.
    case reportedMachine(Set<ReportedMachine>)

    /// The provider that reported the hit takes the program for one of these kinds.
    case reportedProgram(Set<ReportedProgram>)

    /// All of these hold.
    case all([HitCondition])

    /// This does not hold.
    case not(HitCondition)

    /// Nothing more is asked.
    case always

    /// Whether the condition holds of a hit.
    func holds(for hit: HitFacts) -> Bool {
        switch self {
        case .ownView: hit.isOwnView
        case .method(let method): hit.isHead == (method == .head)
        case .prefetchHeader: hit.saysPrefetch
        case .noAcceptLanguage: !hit.hasAcceptLanguage && hit.reporter == nil
        case .noAgent: hit.marks.contains(AgentMarks.none)
        case .agentIs(let name): hit.marks.contains(AgentMarks.whole(name))
        case .agentHas(let parts): parts.contains(where: hit.marks.contains)
        case .network(let owners): hit.network.map(owners.contains) ?? false
        case .soonerThan(let seconds): hit.afterSending.map { $0 < seconds * 1000 } ?? true
        case .laterThan(let seconds): hit.afterSending.map { $0 > seconds * 1000 } ?? false
        case .aroundDelivery(let seconds): hit.afterDelivery.map { $0 < seconds * 1000 } ?? false
        case .burst(let recipients): hit.burst >= recipients
        case .senderNetwork: hit.isSenderNetwork
        case .reportedMachine(let machines): hit.machine.map(machines.contains) ?? false
        case .reportedProgram(let programs): hit.program.map(programs.contains) ?? false
        case .all(let conditions): conditions.allSatisfy { $0.holds(for: hit) }
        case .not(let condition): !condition.holds(for: hit)
        case .always: true
        }
    }
}
