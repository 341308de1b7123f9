extension HitRules {
    /// The rules in force: version 3.
    ///
    /// Order matters. What the request itself says comes first, then machines by name, then programs that people use, since
    /// nearly every machine also claims to be a browser.
    package static let current = HitRules(
        version: 3,
        rules: requestRules + mailboxProviderRules + scannerRules + [reportedRobot] + mailProgramRules + browserRules
            + [reportedProgram, unrecognised],
        doubts: currentDoubts
    )

    private static let requestRules = [
        Rule("own-view", .ownView, .ownView, .high, "the sender looked at the mail"),
        Rule("head-request", .method(.head), .scanner, .high, "HEAD asks for no picture; nobody can have seen one"),
        Rule("prefetch-header", .prefetchHeader, .prefetch, .high, "the request says that it runs ahead of a person"),
        Rule(
            "reported-prefetch",
            .reportedMachine([.apple, .gmail]),
            .prefetch,
            .high,
            "the provider that reports the hit takes it for Apple's or Gmail's own fetching"
        ),
        Rule(
            "reported-machine",
            .reportedMachine([.generic]),
            .scanner,
            .medium,
            "the provider that reports the hit takes it for a machine, most likely a security gateway"
        ),
        Rule("no-agent", .noAgent, .unknown, .low, "the program gave no name"),
    ]

    private static let mailboxProviderRules = [
        Rule(
            "gmail-prefetch",
            .agentHas(["edge/12.246 mozilla/5.0"]),
            .prefetch,
            .high,
            "Gmail checks pictures when a mail arrives, as an Edge 12 with a second Mozilla/5.0"
        ),
        Rule(
            "gmail-image-proxy",
            .agentHas(["googleimageproxy", "ggpht.com"]),
            .proxyForPerson,
            .medium,
            "Gmail's image proxy fetches when the mail is opened, and now and then by itself"
        ),
        Rule(
            "apple-mail-privacy",
            .agentIs("mozilla/5.0"),
            .prefetch,
            .high,
            "Apple Mail Privacy Protection fetches every picture, whether the mail is read or not"
        ),
        Rule(
            "yahoo-mail-proxy",
            .agentHas(["yahoomailproxy"]),
            .proxyForPerson,
            .medium,
            "Yahoo's image proxy fetches when the mail is opened"
        ),
        Rule(
            "other-mail-proxy",
            .agentHas(AgentNames.otherProxies),
            .proxyForPerson,
            .low,
            "the image proxy of another mailbox provider, of whose habits little is known"
        ),
    ]

    private static let scannerRules = [
        Rule("scanner-barracuda", .agentHas(AgentNames.barracuda), .scanner, .high, "Barracuda's mail gateway"),
        Rule("scanner-proofpoint", .agentHas(AgentNames.proofpoint), .scanner, .high, "Proofpoint's mail gateway"),
        Rule("scanner-mimecast", .agentHas(AgentNames.mimecast), .scanner, .high, "Mimecast's mail gateway"),
        Rule("scanner-cisco", .agentHas(AgentNames.cisco), .scanner, .high, "Cisco's mail gateway"),
        Rule("scanner-trend-micro", .agentHas(AgentNames.trendMicro), .scanner, .high, "Trend Micro's mail gateway"),
        Rule("scanner-sophos", .agentHas(AgentNames.sophos), .scanner, .high, "Sophos' mail gateway"),
        Rule("scanner-safe-links", .agentHas(AgentNames.safeLinks), .scanner, .high, "Microsoft Defender Safe Links"),
        Rule(
            "scanner-other",
            .agentHas(AgentNames.otherVendors),
            .scanner,
            .high,
            "another vendor of mail or web security"
        ),
        Rule(
            "office-discovery",
            .agentHas(AgentNames.officeDiscovery),
            .scanner,
            .high,
            "Office asks what can be done with an address, without showing the mail"
        ),
        Rule("http-library", .agentHas(AgentNames.libraries), .scanner, .high, "a script or command-line program"),
        Rule(
            "crawler",
            .all([.agentHas(AgentNames.crawlers), .not(.agentHas(AgentNames.notCrawlers))]),
            .scanner,
            .high,
            "a crawler, link preview or browser without a screen"
        ),
    ]

    private static let reportedRobot = Rule(
        "reported-robot",
        .reportedProgram([.robot, .library, .feedReader]),
        .scanner,
        .medium,
        "the provider that reports the hit takes the program for a robot, library or feed reader"
    )

    private static let reportedProgram = Rule(
        "reported-program",
        .reportedProgram([.browser, .mobileBrowser, .mailProgram]),
        .person,
        .low,
        "a program unknown here, which the provider that reports the hit takes for a browser or mail program"
    )

    private static let mailProgramRules = [
        Rule("outlook", .agentHas(AgentNames.outlook), .person, .high, "Outlook on a desktop or telephone"),
        Rule("thunderbird", .agentHas(["thunderbird/"]), .person, .high, "Thunderbird"),
        Rule(
            "apple-mail",
            .all([.agentHas(["macintosh"]), .agentHas(["applewebkit/"]), .not(.agentHas(["safari/"]))]),
            .person,
            .high,
            "Apple Mail on a Mac without privacy protection: WebKit, but no Safari"
        ),
        Rule(
            "apple-mail-mobile",
            .all([.agentHas(["iphone", "ipad"]), .agentHas(["applewebkit/"]), .not(.agentHas(["safari/"]))]),
            .person,
            .high,
            "Apple Mail, or another app's mail view, on an iPhone or iPad"
        ),
    ]

    private static let browserRules = [
        Rule("browser-edge", .agentHas(["edg/", "edge/", "edga/", "edgios/"]), .person, .high, "web mail in Edge"),
        Rule("browser-firefox", .agentHas(["firefox/", "fxios/"]), .person, .high, "web mail in Firefox"),
        Rule(
            "browser-chrome",
            .agentHas(["chrome/", "crios/"]),
            .person,
            .high,
            "web mail in Chrome or one of its kin"
        ),
        Rule("browser-safari", .agentHas(["safari/"]), .person, .high, "web mail in Safari"),
        Rule(
            "browser-other",
            .agentHas(["trident/", "msie ", "opera/"]),
            .person,
            .medium,
            "web mail in an old browser"
        ),
        Rule("iphone", .agentHas(["iphone", "ipad"]), .person, .medium, "a mail app on an iPhone or iPad"),
        Rule("android", .agentHas(["android"]), .person, .medium, "a mail app on an Android telephone"),
    ]

    private static let unrecognised = Rule("none", .always, .unknown, .low, "a program that no rule knows")
}

extension HitRules.Rule {
    fileprivate init(
        _ id: String,
        _ condition: HitCondition,
        _ hitClass: HitClass,
        _ confidence: HitConfidence,
        _ meaning: String
    ) {
        self.init(id: id, meaning: meaning, condition: condition, hitClass: hitClass, confidence: confidence)
    }
}
