import Mail

/// One session of the listener: commands in, replies out; knows nothing of sockets.
struct ListenerSession: Sendable {
    /// What is to be done with a line's reply.
    enum Step: Hashable, Sendable {
        /// Say this.
        case say(String)
        /// Say nothing yet.
        case wait
        /// A mail is complete for these recipients; whatever becomes of it is said then.
        case complete(sender: String, recipients: [String], bytes: [UInt8])
        /// Say this, and speak TLS from then on.
        case secure(String)
        /// Say this and hang up.
        case end(String)
    }

    private let settings: ListenerSettings
    private let offersTLS: Bool
    private var isSecure = false
    private var hasGreeted = false
    private var sender: String?
    private var recipients: [String] = []
    private var mail: [UInt8]?
    private var isTooLarge = false
    private var lastEndedProperly = true
    private var mistakes = 0

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - settings: Its bounds.
    ///   - offersTLS: Whether there is a certificate to speak TLS with.
    init(_ settings: ListenerSettings, offersTLS: Bool = false) {
        self.settings = settings
        self.offersTLS = offersTLS
    }

    /// The first words.
    var greeting: String {
        settings.speech == .lmtp ? "220 postboek LMTP ready" : "220 postboek ESMTP ready"
    }

    /// Takes a line.
    mutating func take(_ line: ReceivedLine) -> Step {
        // What was said in the clear before TLS began, and is read only now, is nobody's word.
        guard line.isSecure == isSecure else { return .wait }
        if mail != nil { return takeContent(line) }
        // A line feed alone ends no command: two servers that disagree on this have been played against each other.
        guard line.endsProperly, line.bytes.count <= 2048 else { return mistake("500 5.5.2 this is no command") }
        return answer(ListenerCommand(line.text))
    }

    /// The replies to a mail that was complete, one for each recipient in LMTP (RFC 2033 §4.2), one for all in SMTP.
    func replies(_ results: [HandOver]) -> [String] {
        guard settings.speech == .smtp else { return results.map(Self.reply) }
        if results.contains(.later) { return [Self.reply(.later)] }
        return [Self.reply(results.contains(.kept) ? .kept : .refused)]
    }

    private static func reply(_ result: HandOver) -> String {
        switch result {
        case .kept: "250 2.0.0 kept"
        case .refused: "550 5.7.1 only reports about mail sent from here are taken"
        case .later: "451 4.3.0 cannot be kept now; try again"
        }
    }

    private mutating func answer(_ command: ListenerCommand) -> Step {
        switch command {
        case .hello(let extended, let isLocal):
            guard isLocal == (settings.speech == .lmtp) else {
                return mistake("500 5.5.1 this listener speaks \(settings.speech.rawValue)")
            }
            (hasGreeted, sender, recipients) = (true, nil, [])
            guard extended else { return .say("250 postboek") }
            let offers = ["250-postboek", "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8", "250-ENHANCEDSTATUSCODES"]
            let tls = offersTLS && !isSecure ? ["250-STARTTLS"] : []
            return .say((offers + tls + ["250 SIZE \(settings.maximumBytes)"]).joined(separator: "\r\n"))
        case .sender(let address, let size):
            guard hasGreeted, sender == nil else { return mistake("503 5.5.1 not now") }
            guard size ?? 0 <= settings.maximumBytes else { return .say("552 5.3.4 the mail is too large") }
            sender = address
            return .say("250 2.1.0 ok")
        case .recipient(let address):
            guard sender != nil else { return mistake("503 5.5.1 not now") }
            guard settings.domains.contains(address.domain) else { return mistake("550 5.7.1 not a domain of ours") }
            guard recipients.count < settings.maximumRecipients else { return .say("452 4.5.3 too many recipients") }
            recipients.append(address.description)
            return .say("250 2.1.5 ok")
        case .data:
            guard !recipients.isEmpty else { return mistake("503 5.5.1 no recipient was taken") }
            (mail, isTooLarge, lastEndedProperly) = ([], false, true)
            return .say("354 go on")
        case .startTLS:
            guard offersTLS, !isSecure else { return mistake("503 5.5.1 TLS cannot begin here") }
            // Nothing of what was said before counts any more (RFC 3207 §4.2).
            (isSecure, hasGreeted, sender, recipients) = (true, false, nil, [])
            return .secure("220 2.0.0 go on with TLS")
        case .reset:
            (sender, recipients) = (nil, [])
            return .say("250 2.0.0 ok")
        case .noop: return .say("250 2.0.0 ok")
        case .verify: return .say("252 2.1.5 try and see")
        case .quit: return .end("221 2.0.0 good bye")
        case .malformed: return mistake("501 5.5.4 the parameters cannot be read")
        case .unknown: return mistake("500 5.5.2 this is no command")
        }
    }

    private mutating func takeContent(_ line: ReceivedLine) -> Step {
        let dot = UInt8(ascii: ".")
        if line.bytes == [dot], line.endsProperly, lastEndedProperly { return finish() }
        lastEndedProperly = line.endsProperly
        let content = line.bytes.first == dot ? line.bytes.dropFirst() : line.bytes[...]
        guard !isTooLarge, (mail?.count ?? 0) + content.count + 2 <= settings.maximumBytes else {
            (isTooLarge, mail) = (true, [])
            return .wait
        }
        mail?.append(contentsOf: content)
        mail?.append(contentsOf: line.endsProperly ? [0x0D, 0x0A] : [0x0A])
        return .wait
    }

    private mutating func finish() -> Step {
        let complete = Step.complete(sender: sender ?? "", recipients: recipients, bytes: mail ?? [])
        let count = settings.speech == .lmtp ? recipients.count : 1
        (sender, recipients, mail) = (nil, [], nil)
        guard isTooLarge else { return complete }
        return .say(Array(repeating: "552 5.3.4 the mail is too large", count: count).joined(separator: "\r\n"))
    }

    private mutating func mistake(_ reply: String) -> Step {
        mistakes += 1
        return mistakes < 20 ? .say(reply) : .end("421 4.7.0 too many mistakes")
    }
}
