/// The kind of program that fetched a pixel: all that is kept of its User-Agent header.
///
/// A whole agent string narrows a person down; its family does not. The raw values are stored in events; they never change.
package enum AgentFamily: String, CaseIterable, Hashable, Sendable {
    case chrome = "Chrome"
    case firefox = "Firefox"
    case safari = "Safari"
    case edge = "Edge"
    case outlook = "Outlook"
    case thunderbird = "Thunderbird"
    case appleMail = "Apple Mail"
    case gmailProxy = "Gmail proxy"
    case yahooProxy = "Yahoo proxy"
    case otherProxy = "other proxy"
    case curl
    case bot

    /// A program that is none of the others.
    case other

    /// No program was named.
    case none

    /// Finds the family of a User-Agent header.
    package init(userAgent: String?) {
        self.init(AgentMarks.found(in: AgentText(userAgent)))
    }

    init(_ marks: Set<String>) {
        let recognised = Self.table.first { row in
            row.parts.contains(where: marks.contains) && !row.unless.contains(where: marks.contains)
        }
        self = recognised?.family ?? (marks.contains(AgentMarks.none) ? .none : .other)
    }

    /// The first row that fits decides: most programs also claim to be the ones further down.
    static let table: [(family: Self, parts: [String], unless: [String])] = [
        (.gmailProxy, ["googleimageproxy", "ggpht.com", "edge/12.246 mozilla/5.0"], []),
        (.yahooProxy, ["yahoomailproxy"], []),
        (.otherProxy, AgentNames.otherProxies, []),
        (.curl, ["curl/"], []),
        (.bot, AgentNames.securityVendors, []),
        (.bot, AgentNames.libraries + AgentNames.officeDiscovery, []),
        (.bot, AgentNames.crawlers, AgentNames.notCrawlers),
        (.outlook, AgentNames.outlook, []),
        (.thunderbird, ["thunderbird/"], []),
        (.edge, ["edg/", "edge/", "edga/", "edgios/"], []),
        (.firefox, ["firefox/", "fxios/"], []),
        (.chrome, ["chrome/", "crios/"], []),
        (.safari, ["safari/"], []),
        (.appleMail, ["macintosh", "iphone", "ipad"], []),
    ]
}
