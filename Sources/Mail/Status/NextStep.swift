/// What the sender can do about a mail that failed, or whose fate nobody knows.
///
/// The raw values are answered by the API and never change.
package enum NextStep: String, CaseIterable, Codable, Hashable, Sendable {
    case fixAddress = "fix_address"
    case askNewAddress = "ask_new_address"
    case askForRoom = "ask_for_room"
    case releaseAddress = "release_address"
    case smallerAttachment = "smaller_attachment"
    case changeContent = "change_content"
    case queueAgain = "queue_again"
    case signInAgain = "sign_in_again"
    case setMethodUp = "set_method_up"
    case checkOwnServer = "check_own_server"
    case useOwnSender = "use_own_sender"
    case publishDMARC = "publish_dmarc"
    case askForDelisting = "ask_for_delisting"
    case sendSlower = "send_slower"
    case sendLater = "send_later"
    case contactAdministrator = "contact_administrator"
    case askRecipient = "ask_recipient"
    case stopMailing = "stop_mailing"

    /// The step that a reason calls for; nil where there is nothing to do but wait.
    package init?(for code: StatusReason.Code) {
        switch code {
        case .nothingKnown, .queued, .attempted, .deferred, .sent, .delayed, .relayed, .answered, .delivered,
            .probablyRead, .opened, .readConfirmed:
            return nil
        case .cancelled, .mailMissing: self = .queueAgain
        case .uncertain, .expired: self = .askRecipient
        case .complained: self = .stopMailing
        case .addressUnknown, .domainUnknown, .addressRefused: self = .fixAddress
        case .mailboxClosed: self = .askNewAddress
        case .mailboxFull: self = .askForRoom
        case .suppressed: self = .releaseAddress
        case .tooLarge: self = .smallerAttachment
        case .contentRefused: self = .changeContent
        case .signInRefused: self = .signInAgain
        case .methodMissing: self = .setMethodUp
        case .ownServerUnreachable: self = .checkOwnServer
        case .senderRefused: self = .useOwnSender
        case .notAuthenticated: self = .publishDMARC
        case .badReputation: self = .askForDelisting
        case .tooMany: self = .sendSlower
        case .unreachable, .gaveUp: self = .sendLater
        case .refused: self = .contactAdministrator
        }
    }
}
