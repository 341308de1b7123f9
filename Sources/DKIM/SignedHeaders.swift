/// Which headers a signature covers.
enum SignedHeaders {
    /// Those that are always listed, once more than the mail has them, so that none can be added later.
    private static let always = [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    ]

    /// Those that are listed, once more than the mail has them, where it has them; servers on the way may add the first.
    private static let wherePresent = [
        "Sender", "Auto-Submitted", "Content-Disposition", "Content-ID", "Content-Language",
        "Disposition-Notification-To", "List-Help", "List-ID", "List-Post", "List-Subscribe", "List-Unsubscribe",
        "List-Unsubscribe-Post", "X-Auto-Response-Suppress",
    ]

    /// What the tag `h=` lists for a mail, in order.
    static func names(for layout: MailLayout) -> [String] {
        var counts: [String: Int] = [:]
        for field in layout.fields { counts[field.name, default: 0] += 1 }
        return (always + wherePresent.filter { counts[$0.lowercased()] != nil }).flatMap { name in
            Array(repeating: name, count: counts[name.lowercased(), default: 0] + 1)
        }
    }

    /// What is hashed for these names: of each the last field that was not taken yet, or nothing (RFC 6376 §5.4.2).
    static func canonical(
        _ names: [String],
        of mail: UnsafeBufferPointer<UInt8>,
        layout: MailLayout
    ) -> [UInt8] {
        var left: [String: [MailLayout.Field]] = Dictionary(grouping: layout.fields, by: \.name)
        var result: [UInt8] = []
        for name in names {
            let name = name.lowercased()
            guard let field = left[name]?.popLast() else { continue }
            result += RelaxedHeader.field(name: name, value: mail[field.colon + 1..<field.range.upperBound])
            result += [0x0D, 0x0A]
        }
        return result
    }
}
