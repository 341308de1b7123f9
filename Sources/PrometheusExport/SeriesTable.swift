import Synchronization

/// All series by family, bounded in number.
///
/// The lock covers looking up, adding and removing; counting goes past it, straight to a series.
final class SeriesTable: Sendable {
    /// One family as the page shows it.
    struct Family {
        let name: String
        let kind: SeriesKind
        let series: [any Series]
    }

    private struct Members {
        let kind: SeriesKind
        var series: [String: any Series] = [:]
    }

    private struct State {
        var families: [String: Members] = [:]
        var sampleNames: Set<String> = []
        var count = 0
    }

    private let maximum: Int
    private let state: Mutex<State>

    /// Makes a table with one series that is always there and not counted against the maximum.
    init(maximum: Int, first: some Series) {
        self.maximum = maximum + 1
        state = Mutex(State())
        _ = find(first.identity) { first }
    }

    /// The series of an identity, made if there is room for it; nil if there is none, or another kind has its name.
    func find<Found: Series>(_ identity: SeriesIdentity, make: () -> Found) -> Found? {
        state.withLock { state in
            if let members = state.families[identity.family], let known = members.series[identity.labels] {
                return known as? Found
            }
            guard state.count < maximum, Self.open(identity.family, Found.kind, in: &state) else { return nil }
            let made = make()
            state.families[identity.family]?.series[identity.labels] = made
            state.count += 1
            return made
        }
    }

    /// Takes a series out; anything that is not in the table is left alone.
    func remove(_ handler: AnyObject) {
        guard let series = handler as? any Series else { return }
        let (family, labels) = (series.identity.family, series.identity.labels)
        state.withLock { state in
            guard state.families[family]?.series[labels] === series else { return }
            state.families[family]?.series[labels] = nil
            state.count -= 1
            guard let members = state.families[family], members.series.isEmpty else { return }
            state.families[family] = nil
            state.sampleNames.subtract(members.kind.sampleNames(of: family))
        }
    }

    /// Everything, by name.
    func families() -> [Family] {
        state.withLock { $0.families }.sorted { $0.key < $1.key }.map { name, members in
            let series = members.series.sorted { $0.key < $1.key }.map(\.value)
            return Family(name: name, kind: members.kind, series: series)
        }
    }

    /// Makes sure that a family of this kind is there; false if one of its sample names is another family's.
    private static func open(_ family: String, _ kind: SeriesKind, in state: inout State) -> Bool {
        if let members = state.families[family] { return members.kind == kind }
        let names = kind.sampleNames(of: family)
        guard state.sampleNames.isDisjoint(with: names) else { return false }
        state.sampleNames.formUnion(names)
        state.families[family] = Members(kind: kind)
        return true
    }
}
