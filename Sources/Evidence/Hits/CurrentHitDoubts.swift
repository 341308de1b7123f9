extension HitRules {
    /// What makes the rules in force less sure.
    static let currentDoubts = [
        Doubt(
            id: "soon-after-sending",
            meaning: "within ten seconds of sending, or before it: gateways look at mails then, people seldom",
            condition: .soonerThan(seconds: 10),
            classes: [.person, .proxyForPerson],
            ceiling: .low
        ),
        Doubt(
            id: "within-a-minute",
            meaning: "ten seconds to a minute after sending: a quick reader, or a slow gateway",
            condition: .all([.not(.soonerThan(seconds: 10)), .soonerThan(seconds: 60)]),
            classes: [.person, .proxyForPerson],
            ceiling: .medium
        ),
        Doubt(
            id: "around-delivery",
            meaning:
                "before the delivery was confirmed, or within five seconds after: what checks mails on arrival does so",
            condition: .aroundDelivery(seconds: 5),
            classes: [.person, .proxyForPerson],
            ceiling: .low
        ),
        Doubt(
            id: "burst",
            meaning:
                "three or more recipients' copies of one message within a second: one machine that sees all of them",
            condition: .burst(recipients: 3),
            classes: [.person, .proxyForPerson],
            ceiling: .low
        ),
        Doubt(
            id: "sender-network",
            meaning: "from an address from which the sender used the service lately: perhaps the sender's own look",
            condition: .senderNetwork,
            classes: [.person, .proxyForPerson],
            ceiling: .low
        ),
        Doubt(
            id: "machine-network",
            meaning: "from a mail security vendor or a data centre",
            condition: .network([.securityVendor, .hosting]),
            classes: [.person],
            ceiling: .low
        ),
        Doubt(
            id: "provider-network",
            meaning: "from the network of a mailbox provider that also scans under a browser's name",
            condition: .network([.google, .microsoft]),
            classes: [.person],
            ceiling: .medium
        ),
        Doubt(
            id: "browser-without-language",
            meaning: "a browser that sends no Accept-Language; real ones do, mail programs need not",
            condition: .all([
                .noAcceptLanguage, .agentHas(["edg/", "edge/", "firefox/", "chrome/", "safari/"]),
                .not(.agentHas(AgentNames.outlook + ["thunderbird/"])),
            ]),
            classes: [.person],
            ceiling: .medium
        ),
        Doubt(
            id: "late-prefetch",
            meaning: "more than two days after sending, when what fetches ahead of people has long been there",
            condition: .all([.laterThan(seconds: 172_800), .not(.prefetchHeader)]),
            classes: [.prefetch],
            ceiling: .medium
        ),
    ]
}
