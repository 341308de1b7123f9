import MailLedger

/// The parts of an export that are read by a person.
enum SubjectExportText {
    static let readme = """
        Everything that is kept about one person
        ========================================

        person.json       the address, and whether mail to it is suppressed or its erasure forbidden
        events/NNNNNN.json  what happened, oldest first: each mail, its sending, what came back about it, its openings
        pages/NNNNNN.html   the same to read and print
        mails/              the mails as they were sent, one file for each (any mail program opens them)
        reports/            what servers and providers said about these mails, as it came

        Addresses and names of other recipients are left out of the events; a mail shows whom it showed when it was sent.
        Details of evidence that were kept no longer, and what was erased, are missing. Where a file's name ends in MISSING, the service could not find what belongs there.

        """

    /// A page of events in HTML.
    static func page(_ rows: [(at: String, type: String, data: JSONValue)]) -> String {
        let body = rows.map { row in
            let words = String(decoding: row.data.bytes, as: UTF8.self)
            return
                "<tr><td>\(escaped(row.at))</td><td>\(escaped(row.type))</td><td><pre>\(escaped(words))</pre></td></tr>"
        }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>What is kept about a person</title>
            <style>body{font-family:sans-serif}td{vertical-align:top;padding:.3em;border-top:1px solid #ccc}
            pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}</style></head>
            <body><table><tr><th>When (UTC)</th><th>What</th><th>Details</th></tr>
            \(body)
            </table></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
