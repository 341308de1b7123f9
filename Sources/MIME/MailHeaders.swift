import CGMime
import Mail

extension HeaderBlock {
    /// Writes the headers of a draft, except those that describe its content.
    init(_ draft: MailDraft) throws(MIMEComposeError) {
        self.init()
        try append("Date", words: dateWords(draft.date))
        try append("From", words: mailboxWords([draft.from]))
        if let replyTo = draft.replyTo {
            try append("Reply-To", words: mailboxWords([replyTo]))
        }
        if !draft.to.isEmpty {
            try append("To", words: mailboxWords(draft.to))
        }
        if !draft.cc.isEmpty {
            try append("Cc", words: mailboxWords(draft.cc))
        }
        try append("Subject", words: headerWords(draft.subject.text))
        try append("Message-ID", words: ["<\(draft.messageID)>"])
        if !draft.references.isEmpty {
            try append("References", words: draft.references.map { "<\($0)>" })
        }
        if draft.autoSubmitted {
            try append("Auto-Submitted", words: ["auto-generated"])
            try append("X-Auto-Response-Suppress", words: ["OOF"])
        }
        for header in draft.extraHeaders {
            // Links in headers such as List-Unsubscribe are long and must not be encoded.
            try append(header.name, words: headerWords(header.value.text, longestWord: 900))
        }
        try append("MIME-Version", words: ["1.0"])
    }
}

private func dateWords(_ seconds: Int64) throws(MIMEComposeError) -> [String] {
    // The last second of the year 9999: RFC 5322 would take more digits, readers do not.
    guard (0...253_402_300_799).contains(seconds) else { throw .dateOutOfRange }
    guard let date = g_date_time_new_from_unix_utc(gint64(seconds)) else { throw .libraryFailure }
    defer { g_date_time_unref(date) }
    guard let text = takenString(g_mime_utils_header_format_date(date)) else { throw .libraryFailure }
    return text.split(separator: " ").map(String.init)
}

private func mailboxWords(_ mailboxes: [Mailbox]) throws(MIMEComposeError) -> [String] {
    var words: [String] = []
    for (index, mailbox) in mailboxes.enumerated() {
        var text = try mailboxText(mailbox)
        if index < mailboxes.count - 1 {
            text += ","
        }
        // A quoted name may be folded at its spaces too: the line end goes, the space stays (RFC 5322 §2.2.3).
        words += text.split(separator: " ").map(String.init)
    }
    return words
}

/// The mailbox as GMime writes it: the name quoted where needed, an international domain as `xn--`.
private func mailboxText(_ mailbox: Mailbox) throws(MIMEComposeError) -> String {
    let name = headerWords(mailbox.name?.text ?? "").joined(separator: " ")
    let address = mailbox.address.description
    let format = try GMimeFormat()
    guard
        let object = GMimeObjectReference({ .init(internet_address_mailbox_new(name.isEmpty ? nil : name, address)) })
    else { throw .libraryFailure }
    if !mailbox.address.localPart.utf8.allSatisfy({ $0 < 0x80 }) {
        // The header needs SMTPUTF8 anyway, and RFC 6532 then wants the domain as people write it.
        let spelled = object.as(InternetAddressMailbox.self)
        g_free(spelled.pointee.idn_addr)
        spelled.pointee.idn_addr = g_strdup(address)
    }
    let text = takenString(internet_address_to_string(object.as(InternetAddress.self), format.pointer, 1))
    guard let text else { throw .libraryFailure }
    return text
}
