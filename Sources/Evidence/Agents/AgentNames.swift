/// Parts of User-Agent headers, in lower case, by what they give away.
enum AgentNames {
    static let barracuda = ["barracuda"]
    static let proofpoint = ["proofpoint", "pphosted"]
    static let mimecast = ["mimecast"]
    static let cisco = ["cisco", "ironport"]
    static let trendMicro = ["trendmicro", "trend micro"]
    static let sophos = ["sophos"]
    static let safeLinks = ["safelinks", "safe links"]
    static let otherVendors = [
        "symantec", "messagelabs", "fireeye", "trellix", "forcepoint", "websense", "fortimail", "fortiguard",
        "zscaler", "checkpoint", "avanan", "hornetsecurity", "spamtitan", "vadesecure", "cloudmark", "netcraft",
        "urlscan", "virustotal", "paloalto", "appriver", "clamav",
    ]

    static let securityVendors =
        barracuda + proofpoint + mimecast + cisco + trendMicro + sophos + safeLinks + otherVendors

    /// Image proxies of further mailbox providers.
    static let otherProxies = ["seznamemailproxy", "mail.ru_bot/img"]

    /// Office looks whether an address can be edited, before anybody sees a picture.
    static let officeDiscovery = ["existence discovery", "protocol discovery"]

    static let crawlers = [
        "bot/", "bot-", "bot;", "bot)", "bot ", "robot", "crawler", "spider", "headlesschrome", "phantomjs",
        "facebookexternalhit", "skypeuripreview", "whatsapp/", "bingpreview/", "linkpreview", "telegrambot",
    ]

    /// A make of telephones whose name ends like a robot's.
    static let notCrawlers = ["cubot"]

    static let libraries = [
        "curl/", "wget/", "python-requests", "python-urllib", "python/", "aiohttp", "go-http-client", "libwww-perl",
        "java/",
        "apache-httpclient", "node-fetch", "axios/", "guzzlehttp", "powershell",
    ]

    static let outlook = [
        "ms-office", "msoffice", "microsoft office", "microsoft outlook", "macoutlook", "outlook-", "oneoutlook/",
    ]
}
