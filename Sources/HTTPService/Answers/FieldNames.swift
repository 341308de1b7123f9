import HTTPTypes

extension HTTPField.Name {
    /// The caller's key that makes a repeated request recognisable.
    static let idempotencyKey = Self(constant: "Idempotency-Key")
    /// The position of what was written, or of the newest event.
    static let position = Self(constant: "Postboek-Position")
    /// Where a live feed that broke off was.
    static let lastEventID = Self(constant: "Last-Event-ID")
    /// Where the next page is (RFC 8288).
    static let link = Self(constant: "Link")
    /// How much of the address the next site gets to see.
    static let referrerPolicy = Self(constant: "Referrer-Policy")
    /// Which addresses a request came through, as proxies tell it.
    static let forwardedFor = Self(constant: "X-Forwarded-For")
    /// By which protocols, in the same way.
    static let forwardedProto = Self(constant: "X-Forwarded-Proto")
    /// The same in one header (RFC 7239).
    static let forwarded = Self(constant: "Forwarded")
    /// That the service is to be reached by TLS alone from now on (RFC 6797).
    static let strictTransport = Self(constant: "Strict-Transport-Security")
    /// When the access key ends that the call was made with; sent from two weeks before.
    static let keyExpires = Self(constant: "Postboek-Key-Expires")
    /// Whether search engines may list a page.
    static let robots = Self(constant: "X-Robots-Tag")
    /// An older spelling of Sec-Purpose.
    static let purpose = Self(constant: "Purpose")
    /// A still older one.
    static let xMoz = Self(constant: "X-Moz")

    /// A name that is written in the source.
    init(constant name: String) {
        guard let name = Self(name) else { preconditionFailure("\(name) is no field name") }
        self = name
    }
}
