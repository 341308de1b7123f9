enum EnglishWording: StatusWording {
    static let unproved = "Nothing proves that the report is genuine: anybody could have made it up."

    static func sentence(_ code: StatusReason.Code) -> String {
        switch code {
        case .nothingKnown: "Nothing is known about this copy."
        case .queued: "Queued; not tried yet."
        case .attempted: "An attempt is under way."
        case .deferred: "Not taken yet; it will be tried again."
        case .cancelled: "Withdrawn before it left."
        case .uncertain: "Handed over, but whether it was taken was never heard."
        case .sent: "The next server took it; nothing was heard since."
        case .delayed: "It is late: a server on the way keeps trying."
        case .relayed: "Passed on to a server that cannot confirm delivery."
        case .answered: "An automatic answer came back; delivery itself was not confirmed."
        case .expired: "Nothing more was heard within the waiting time."
        case .delivered: "Delivery was confirmed."
        case .probablyRead: "Probably opened by a person; the one sign of it is weak."
        case .opened: "Opened by a person."
        case .readConfirmed: "The recipient's side confirmed that it was read."
        case .complained: "The recipient reported it as unwanted."
        case .addressUnknown: "There is no such address."
        case .domainUnknown: "The part of the address behind the @ takes no mail."
        case .mailboxClosed: "The mailbox is closed."
        case .mailboxFull: "The recipient's mailbox is full."
        case .suppressed: "It was not sent, since mail to this address failed or was reported before."
        case .addressRefused: "The address cannot receive mail."
        case .tooLarge: "The mail is too large."
        case .contentRefused: "What is in the mail was refused."
        case .mailMissing: "The mail that was kept for sending cannot be read."
        case .signInRefused: "Your mail server or provider refused the sign-in."
        case .methodMissing: "The sending method is not set up."
        case .ownServerUnreachable: "Your mail server could not be used."
        case .senderRefused: "The sender's address was refused."
        case .notAuthenticated: "The receiving side cannot tell that the mail is yours."
        case .badReputation: "The receiving side does not trust the server that sent it."
        case .tooMany: "Too many mails were sent in a short time."
        case .unreachable: "The receiving server could not be reached in time."
        case .gaveUp: "It could not be delivered for now, and trying ended."
        case .refused: "The receiving side refused it."
        }
    }

    static func step(_ step: NextStep) -> String {
        switch step {
        case .fixAddress: "Correct the address and send it again."
        case .askNewAddress: "Ask the recipient for another address, and send it there."
        case .askForRoom: "Ask the recipient to make room in the mailbox, or for another address; then send it again."
        case .releaseAddress: "If the address is right and the recipient agrees, release it, and send it again."
        case .smallerAttachment: "Make the attachment smaller, or send a link instead, and send it again."
        case .changeContent: "Change the text or the attachment (plain words, a PDF), and send it again."
        case .queueAgain: "If it should still go out, send it again."
        case .signInAgain: "Sign in again: check user name and password, or renew the access to the mailbox."
        case .setMethodUp: "Set the sending method up, then send it again."
        case .checkOwnServer: "Check the name, port and security of your mail server, and whether it runs."
        case .useOwnSender: "Send from an address that your mail account may use."
        case .publishDMARC: "Publish SPF, DKIM and DMARC records for the sender's domain, then send it again."
        case .askForDelisting: "Ask whoever runs the sending server to have it taken off the block list."
        case .sendSlower: "Wait a while, then send fewer mails at a time."
        case .sendLater: "Send it again later; if that fails too, reach the recipient in another way."
        case .contactAdministrator: "Ask the recipient's mail administrator to let your mails through."
        case .askRecipient: "Ask the recipient whether it arrived before you send it again."
        case .stopMailing: "Send no more mail to this address; agree on another way."
        }
    }

    static func claim(_ claim: StatusReason.Claim) -> String {
        switch claim {
        case .cancelled: "Yet it was said to be withdrawn."
        case .delivered: "Yet its delivery was confirmed."
        case .opened: "Yet it seems to have been opened."
        case .failure: "Yet a failure was reported."
        }
    }

    static func quote(_ words: String, by voice: EvidenceFact.Voice?) -> String {
        switch voice {
        case .server: "The server said: “\(words)”"
        case .report: "The report says: “\(words)”"
        case .own, nil: "Noted: “\(words)”"
        }
    }

    static func missing(_ asked: [EvidenceFact.Asked]) -> String {
        guard !asked.isEmpty else {
            return "There was nothing that could be asked for: only a failure would have been reported."
        }
        let things = asked.map { thing in
            switch thing {
            case .deliveryReport: "a delivery report"
            case .providerReport: "the provider's events"
            case .readReceipt: "a read receipt"
            case .opening: "the opening"
            }
        }
        return "Asked for, and not come: \(things.joined(separator: ", "))."
    }

    static func word(_ status: DeliveryStatus) -> String {
        switch status {
        case .inTransit: "in transit"
        case .delivered: "delivered"
        case .read: "read"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    static func tally(_ total: Int, _ parts: String) -> String { "Of \(total) recipients: \(parts)." }
}
