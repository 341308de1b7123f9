/// One fetch of a pixel: everything that the rules may look at, and nothing that names a person.
package struct PixelHit: Hashable, Sendable {
    /// How the pixel was fetched.
    package enum Method: Hashable, Sendable {
        case get, head
    }

    /// How the pixel was fetched.
    package var method: Method

    /// The User-Agent header as sent; nil if there was none.
    package var userAgent: String?

    /// The Sec-Purpose header (Fetch Standard).
    package var secPurpose: String?

    /// The Purpose header, an older spelling of the same.
    package var purpose: String?

    /// The X-Moz header, a still older one.
    package var xMoz: String?

    /// Whether there was an Accept-Language header, which browsers always send.
    package var hasAcceptLanguage: Bool

    /// Whose network the hit came from; nil if nobody looked it up.
    package var network: NetworkOwner?

    /// When the hit came, in microseconds since 1970.
    package var at: Int64

    /// When the next server took the copy, in microseconds since 1970; nil if that has not been recorded.
    package var sentAt: Int64?

    /// When the delivery was confirmed, in microseconds since 1970; nil if it was not.
    package var deliveredAt: Int64?

    /// How many recipients' copies of the message were fetched within the same second, this one included.
    package var burst: Int

    /// Whether the sender is known to have looked: the request showed an access key of the organization.
    package var isOwnView: Bool

    /// Whether it came from an address from which the sender used the service lately.
    package var isSenderNetwork: Bool

    /// The provider whose own pixel it was, and who reported it; nil for a hit on ours.
    ///
    /// Of such a hit neither the method nor any header but the program's name is known.
    package var reporter: MailProvider?

    /// Which machine the reporter takes it for.
    package var machine: ReportedMachine?

    /// Which kind of program the reporter takes it for.
    package var program: ReportedProgram?

    /// Describes a hit; what is left out was not sent or is not known.
    package init(
        method: Method = .get,
        userAgent: String? = nil,
        secPurpose: String? = nil,
        purpose: String? = nil,
        xMoz: String? = nil,
        hasAcceptLanguage: Bool = false,
        network: NetworkOwner? = nil,
        at: Int64,
        sentAt: Int64? = nil,
        deliveredAt: Int64? = nil,
        burst: Int = 1,
        isOwnView: Bool = false,
        isSenderNetwork: Bool = false,
        reporter: MailProvider? = nil
    ) {
        self.method = method
        self.userAgent = userAgent
        self.secPurpose = secPurpose
        self.purpose = purpose
        self.xMoz = xMoz
        self.hasAcceptLanguage = hasAcceptLanguage
        self.network = network
        self.at = at
        self.sentAt = sentAt
        self.deliveredAt = deliveredAt
        self.burst = burst
        self.isOwnView = isOwnView
        self.isSenderNetwork = isSenderNetwork
        self.reporter = reporter
    }
}
