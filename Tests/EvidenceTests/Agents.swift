/// User-Agent headers as programs send them.
enum Agents {
    private static let webKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
    private static let blink = "AppleWebKit/537.36 (KHTML, like Gecko)"
    private static let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
    private static let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
    private static let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)"

    static let chrome = "\(windows) \(blink) Chrome/131.0.0.0 Safari/537.36"
    static let chromeOnAndroid = "Mozilla/5.0 (Linux; Android 10; K) \(blink) Chrome/131.0.0.0 Mobile Safari/537.36"
    static let chromeOnPhone = "\(phone) \(webKit) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1"
    static let cubot = "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) \(blink) Chrome/120.0.0.0 Mobile Safari/537.36"
    static let edge = "\(windows) \(blink) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
    static let oldEdge = "\(windows) \(blink) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246"
    static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
    static let firefoxOnPhone = "\(phone) \(webKit) FxiOS/132.0 Mobile/15E148 Safari/605.1.15"
    static let safari = "\(mac) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
    static let safariOnPhone = "\(phone) \(webKit) Version/18.1 Mobile/15E148 Safari/604.1"
    static let explorer = "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"
    static let headless = "Mozilla/5.0 (X11; Linux x86_64) \(blink) HeadlessChrome/131.0.0.0 Safari/537.36"

    static let appleMail = "\(mac) \(webKit)"
    static let appleMailOnPhone = "\(phone) \(webKit) Mobile/15E148"
    static let phoneApp = "MailApp/7.2 (iPhone; iOS 18.1; Scale/3.00)"
    static let androidApp = "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A)"
    static let thunderbird = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.3"
    static let outlook = """
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; ms-office; MSOffice 16)
        """
    static let outlookByName = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)"
    static let outlookOnMac = "\(mac) \(webKit) MacOutlook/16.91.24111020"
    static let newOutlook =
        "\(windows) \(blink) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0 OneOutlook/1.2024.1111.100"
    static let outlookOnPhone = "Outlook-iOS/726.3515464.prod.iphone (4.2447.0)"

    static let gmailProxy = """
        Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)
        """
    static let gmailPrefetch = "\(oldEdge) Mozilla/5.0"
    static let yahooProxy = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
    static let applePrivacy = "Mozilla/5.0"
    static let seznamProxy = "SeznamEmailProxy/2.0.83 (http://napoveda.seznam.cz/)"
    static let mailRuProxy =
        "Mozilla/5.0 (compatible; Linux x86_64; Mail.RU_Bot/Img/2.0; +http://go.mail.ru/help/robots)"
}
