/// The lines that offer a message, with exactly the parameters that the server offered to understand.
struct SMTPTransactionCommands: Hashable, Sendable {
    let mail: SMTPCommand
    let recipients: [SMTPCommand]
    /// Whether reports are asked for.
    let requestsDSN: Bool

    init(
        _ envelope: SMTPEnvelope,
        for message: SMTPMessage,
        offered extensions: SMTPExtensions
    ) throws(SMTPInputError) {
        try envelope.check()
        requestsDSN = envelope.requestsDSN && extensions.offers("DSN")
        mail = try Self.mail(envelope, for: message, offered: extensions, requestsDSN: requestsDSN)
        var commands: [SMTPCommand] = []
        for recipient in envelope.recipients {
            commands.append(
                try Self.recipient(recipient, withDSN: extensions.offers("DSN") && !envelope.sender.isEmpty)
            )
        }
        recipients = commands
    }

    private static func mail(
        _ envelope: SMTPEnvelope,
        for message: SMTPMessage,
        offered extensions: SMTPExtensions,
        requestsDSN: Bool
    ) throws(SMTPInputError) -> SMTPCommand {
        var line = "MAIL FROM:<\(envelope.sender)>"
        if extensions.offers("SIZE") {
            if let limit = extensions.sizeLimit, message.size > limit {
                throw .tooLarge(size: message.size, limit: limit)
            }
            line += " SIZE=\(message.size)"
        }
        if message.hasEightBitBytes {
            guard extensions.offers("8BITMIME") else { throw .needs8BitMIME }
            line += " BODY=8BITMIME"
        }
        if let field = fieldNeedingUTF8(envelope, message) {
            guard extensions.offers("SMTPUTF8") else { throw .needsSMTPUTF8(field) }
            line += " SMTPUTF8"
        }
        if requestsDSN {
            line += " RET=\(envelope.returnsFullMessage ? "FULL" : "HDRS")"
            if let envelopeID = envelope.envelopeID {
                line += " ENVID=\(XText.encode(envelopeID))"
            }
        }
        return try SMTPCommand(line, of: .sender)
    }

    private static func recipient(
        _ recipient: SMTPRecipient,
        withDSN: Bool
    ) throws(SMTPInputError) -> SMTPCommand {
        var line = "RCPT TO:<\(recipient.address)>"
        if withDSN, let notify = recipient.notify {
            let events = SMTPNotification.allCases.filter(notify.contains).map(\.rawValue)
            line += " NOTIFY=\(events.isEmpty ? "NEVER" : events.joined(separator: ","))"
            if !events.isEmpty {
                line += " ORCPT=\(XText.originalRecipient(recipient.originalRecipient ?? recipient.address))"
            }
        }
        return try SMTPCommand(line, of: .recipient)
    }

    private static func fieldNeedingUTF8(_ envelope: SMTPEnvelope, _ message: SMTPMessage) -> SMTPInputError.Field? {
        if envelope.sender.utf8.contains(where: { $0 > 127 }) {
            .sender
        } else if envelope.recipients.contains(where: { $0.address.utf8.contains { $0 > 127 } }) {
            .recipient
        } else if message.hasEightBitHeader {
            .header
        } else {
            nil
        }
    }
}
