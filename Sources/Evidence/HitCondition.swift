/// What must hold of a hit for a rule or a doubt to apply: data, so that a rule set can be listed, compared and replaced.
package indirect enum HitCondition: Hashable, Sendable {
    /// The sender is looking.
    case ownView

    /// The pixel was fetched so.
    case method(PixelHit.Method)

    /// A header says that the fetch runs ahead of a person.
    case prefetchHeader

    /// There is no Accept-Language header.
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

    /// All of these hold.
    case all([HitCondition])

    /// This does not hold.
    case not(HitCondition)

    /// Nothing more is asked.
    case always

    /// Whether the condition holds of a hit, whose agent the caller has prepared once.
    func holds(for hit: PixelHit, agent: AgentText) -> Bool {
        switch self {
        case .ownView: hit.isOwnView
        case .method(let method): hit.method == method
        case .prefetchHeader: Self.saysPrefetch(hit)
        case .noAcceptLanguage: !hit.hasAcceptLanguage
        case .noAgent: agent.isEmpty
        case .agentIs(let name): agent.equals(name)
        case .agentHas(let parts): parts.contains(where: agent.contains)
        case .network(let owners): hit.network.map(owners.contains) ?? false
        case .soonerThan(let seconds): Self.age(of: hit).map { $0 < seconds * 1_000_000 } ?? true
        case .all(let conditions): conditions.allSatisfy { $0.holds(for: hit, agent: agent) }
        case .not(let condition): !condition.holds(for: hit, agent: agent)
        case .always: true
        }
    }

    /// Microseconds between sending and hit; nil if the copy is not known to be sent or the difference has no number.
    private static func age(of hit: PixelHit) -> Int64? {
        guard let sentAt = hit.sentAt else { return nil }
        let (age, overflow) = hit.at.subtractingReportingOverflow(sentAt)
        return overflow ? nil : age
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
