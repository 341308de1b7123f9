import Evidence

let people: [HitCase] = [
    HitCase(Agents.chrome, .person, "browser-chrome", .chrome),
    HitCase(Agents.chromeOnAndroid, .person, "browser-chrome", .chrome),
    HitCase(Agents.chromeOnPhone, .person, "browser-chrome", .chrome),
    HitCase(Agents.cubot, .person, "browser-chrome", .chrome),
    HitCase(Agents.edge, .person, "browser-edge", .edge),
    HitCase(Agents.oldEdge, .person, "browser-edge", .edge),
    HitCase(Agents.firefox, .person, "browser-firefox", .firefox),
    HitCase(Agents.firefoxOnPhone, .person, "browser-firefox", .firefox),
    HitCase(Agents.safari, .person, "browser-safari", .safari),
    HitCase(Agents.safariOnPhone, .person, "browser-safari", .safari),
    HitCase(Agents.explorer, .person, "browser-other", .other),
    HitCase(Agents.appleMail, .person, "apple-mail", .appleMail),
    HitCase(Agents.appleMailOnPhone, .person, "apple-mail-mobile", .appleMail),
    HitCase(Agents.phoneApp, .person, "iphone", .appleMail),
    HitCase(Agents.androidApp, .person, "android", .other),
    HitCase(Agents.thunderbird, .person, "thunderbird", .thunderbird),
    HitCase(Agents.outlook, .person, "outlook", .outlook),
    HitCase(Agents.outlookByName, .person, "outlook", .outlook),
    HitCase(Agents.outlookOnMac, .person, "outlook", .outlook),
    HitCase(Agents.newOutlook, .person, "outlook", .outlook),
    HitCase(Agents.outlookOnPhone, .person, "outlook", .outlook),
]

let proxies: [HitCase] = [
    HitCase(Agents.gmailProxy, .proxyForPerson, "gmail-image-proxy", .gmailProxy),
    HitCase(Agents.yahooProxy, .proxyForPerson, "yahoo-mail-proxy", .yahooProxy),
    HitCase(Agents.gmailPrefetch, .prefetch, "gmail-prefetch", .gmailProxy),
    HitCase(Agents.applePrivacy, .prefetch, "apple-mail-privacy", .other),
    HitCase(Agents.seznamProxy, .proxyForPerson, "other-mail-proxy", .otherProxy),
    HitCase(Agents.mailRuProxy, .proxyForPerson, "other-mail-proxy", .otherProxy),
]

let machines: [HitCase] = [
    HitCase("Barracuda Sentinel (EE)", .scanner, "scanner-barracuda", .bot),
    HitCase("\(Agents.chrome) Proofpoint", .scanner, "scanner-proofpoint", .bot),
    HitCase("Mozilla/5.0 (compatible; pphosted)", .scanner, "scanner-proofpoint", .bot),
    HitCase("Mimecast URL Protection", .scanner, "scanner-mimecast", .bot),
    HitCase("Cisco-IronPort-WSA", .scanner, "scanner-cisco", .bot),
    HitCase("TrendMicro HES", .scanner, "scanner-trend-micro", .bot),
    HitCase("Trend Micro WTP Add-On", .scanner, "scanner-trend-micro", .bot),
    HitCase("Sophos Email Gateway", .scanner, "scanner-sophos", .bot),
    HitCase("Microsoft SafeLinks", .scanner, "scanner-safe-links", .bot),
    HitCase("Symantec Email Security.cloud", .scanner, "scanner-other", .bot),
    HitCase("\(Agents.chrome) Zscaler/6.1", .scanner, "scanner-other", .bot),
    HitCase("Forcepoint URL Sandbox", .scanner, "scanner-other", .bot),
    HitCase("Microsoft Office Existence Discovery", .scanner, "office-discovery", .bot),
    HitCase("Microsoft Office Protocol Discovery", .scanner, "office-discovery", .bot),
    HitCase("\(Agents.chrome) BingPreview/1.0b", .scanner, "crawler", .bot),
    HitCase("curl/8.14.1", .scanner, "http-library", .curl),
    HitCase("Wget/1.25.0", .scanner, "http-library", .bot),
    HitCase("python-requests/2.32.3", .scanner, "http-library", .bot),
    HitCase("Go-http-client/2.0", .scanner, "http-library", .bot),
    HitCase("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", .scanner, "crawler", .bot),
    HitCase("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", .scanner, "crawler", .bot),
    HitCase("ExampleCrawler", .scanner, "crawler", .bot),
    HitCase("WhatsApp/2.24.23.78 A", .scanner, "crawler", .bot),
    HitCase(Agents.headless, .scanner, "crawler", .bot),
    HitCase("SomethingNobodyKnows/1.0", .unknown, "none", .other),
]

let requests: [HitCase] = [
    HitCase(nil, .unknown, "no-agent", .none),
    HitCase("", .unknown, "no-agent", .none),
    HitCase(" \t ", .unknown, "no-agent", .none),
    HitCase(Agents.chrome, .scanner, "head-request", .chrome) { $0.method = .head },
    HitCase(Agents.gmailProxy, .scanner, "head-request", .gmailProxy) { $0.method = .head },
    HitCase(Agents.chrome, .prefetch, "prefetch-header", .chrome) { $0.secPurpose = "prefetch" },
    HitCase(Agents.chrome, .prefetch, "prefetch-header", .chrome) { $0.secPurpose = "prefetch;prerender" },
    HitCase(Agents.chrome, .prefetch, "prefetch-header", .chrome) { $0.secPurpose = "prefetch;anonymous-client-ip" },
    HitCase(Agents.safari, .prefetch, "prefetch-header", .safari) { $0.purpose = "Preview" },
    HitCase(Agents.chrome, .prefetch, "prefetch-header", .chrome) { $0.purpose = "prefetch" },
    HitCase(Agents.firefox, .prefetch, "prefetch-header", .firefox) { $0.xMoz = "PREFETCH" },
    HitCase(Agents.firefox, .person, "browser-firefox", .firefox) { $0.xMoz = "something else" },
    HitCase(Agents.chrome, .ownView, "own-view", .chrome) { $0.isOwnView = true },
    HitCase(Agents.chrome, .ownView, "own-view", .chrome) { hit in
        hit.isOwnView = true
        hit.method = .head
    },
]
