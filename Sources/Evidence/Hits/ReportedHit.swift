/// Which machine a provider takes a fetch of its own pixel for.
///
/// The raw values are stored in events; they never change.
package enum ReportedMachine: String, CaseIterable, Hashable, Sendable {
    /// Apple's Mail Privacy Protection.
    case apple
    /// Gmail's own look at a mail.
    case gmail
    /// Some other machine, such as a security gateway.
    case generic
}

/// Which kind of program a provider takes a fetch of its own pixel for: Mailgun's `client-type`.
///
/// The raw values are stored in events; they never change. A kind that is not on the list is not kept.
package enum ReportedProgram: String, CaseIterable, Hashable, Sendable {
    case browser
    case mobileBrowser = "mobile browser"
    case mailProgram = "email client"
    case feedReader = "feed reader"
    case library
    case robot
}
