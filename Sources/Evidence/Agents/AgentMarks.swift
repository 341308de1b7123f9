/// The marks that a User-Agent header is searched for: all that rules, families and the ledger know of it.
///
/// A closed list of parts of names, coarse enough to be kept. A mark that is added raises the version, and rules that ask for
/// it can judge only hits that came since.
package enum AgentMarks {
    /// The version of the list.
    package static let version = 1

    /// The mark of a request that named no program.
    static let none = "(none)"

    /// The mark of a name that is this and nothing more.
    static func whole(_ name: String) -> String { "(\(name))" }

    /// Names that count only if nothing else stands beside them.
    static let wholeNames = ["mozilla/5.0"]

    /// Every part that is searched for, in lower case.
    static let vocabulary: [String] = Array(
        Set(
            AgentNames.securityVendors + AgentNames.otherProxies + AgentNames.officeDiscovery + AgentNames.crawlers
                + AgentNames.notCrawlers + AgentNames.libraries + AgentNames.outlook + mailboxProviders + programs
        )
    )
    .sorted()

    /// The marks of a header.
    static func found(in agent: AgentText) -> Set<String> {
        guard !agent.isEmpty else { return [none] }
        var marks = Set(vocabulary.filter(agent.contains))
        for name in wholeNames where agent.equals(name) { marks.insert(whole(name)) }
        return marks
    }

    private static let mailboxProviders = [
        "edge/12.246 mozilla/5.0", "googleimageproxy", "ggpht.com", "yahoomailproxy",
    ]

    private static let programs = [
        "thunderbird/", "macintosh", "iphone", "ipad", "android", "applewebkit/", "edg/", "edge/", "edga/", "edgios/",
        "firefox/", "fxios/", "chrome/", "crios/", "safari/", "trident/", "msie ", "opera/",
    ]
}
