import MIME
import Mail
import SeededNumbers

/// Two hundred mails that differ in all that has broken signatures: folding, spaces, empty bodies, odd bytes, long lines.
struct VariedMails {
    private var generator = SeededGenerator(seed: 6376)

    /// Half of them composed as the service composes, half written by hand.
    mutating func all() throws -> [[UInt8]] {
        var mails: [[UInt8]] = []
        for number in 0..<100 {
            mails.append(try composed(number))
            mails.append(written(number))
        }
        return mails
    }

    private mutating func composed(_ number: Int) throws -> [UInt8] {
        let attachments = try (0..<number % 3).map { index in
            try MailAttachment(
                name: try HeaderText(parsing: "Factuur №\(number) één \(index).pdf"),
                mediaType: try MediaType(parsing: "application/pdf"),
                bytes: (0..<Int.random(in: 0...5000, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            )
        }
        var draft = MailDraft(
            from: Mailbox(
                address: try EmailAddress(parsing: "facturen@example.com"),
                name: try HeaderText(parsing: "Café Zürich & Zonen \(number)")
            ),
            to: try (0...number % 7).map { index in
                Mailbox(address: try EmailAddress(parsing: "klant-\(index)-met-een-lange-naam@example.nl"), name: nil)
            },
            cc: [],
            replyTo: nil,
            subject: try HeaderText(parsing: String(repeating: "Factuur über 12 ", count: 1 + number % 20)),
            messageID: try MessageID(parsing: "m\(number)@example.com"),
            references: [try MessageID(parsing: "ref\(number)@example.com")],
            date: 1_700_000_000 + Int64(number),
            text: text(number),
            html: number.isMultiple(of: 4) ? "<p>één &amp; twee  </p>\n\n" : nil,
            attachments: attachments
        )
        draft.plainTextOnly = number.isMultiple(of: 5)
        return try compose(draft).bytes
    }

    private mutating func text(_ number: Int) -> String {
        switch number % 6 {
        case 0: ""
        case 1: "Beste klant,  \n\n.punt\nFrom hier\t \n\n\n"
        case 2: String(repeating: "één lange regel zonder einde ", count: 200)
        case 3: " \t \n"
        case 4: String(repeating: "z", count: 3000)
        default: "日本語 العربية \u{1F600}\r\n  ingesprongen"
        }
    }

    private mutating func written(_ number: Int) -> [UInt8] {
        let folded = (0..<number % 30).map { _ in "woord\(Int.random(in: 0...999, using: &generator))" }
            .joined(separator: ["\r\n ", " \r\n\t", "  ", "\t"].randomElement(using: &generator) ?? " ")
        var mail = Array(
            """
            Received: by unsigned.example.com;\r\n\tMon, 1 Jan 2024 00:00:00 +0000\r
            From:  Acme  <acme@example.com> \t\r
            SUBJECT: \(folded)\r
            to: a@example.nl,\r\n b@example.nl\r
            Date: Mon, 1 Jan 2024 00:00:\(10 + number % 50) +0000\r
            Message-ID: <\(number)@example.com>\r

            """.utf8
        )
        if number.isMultiple(of: 3) { mail += "Subject: Zürich rauw, een tweede\r\nCc:\r\nX-Own: unsigned\r\n".utf8 }
        if number.isMultiple(of: 7) {
            mail +=
                "List-Unsubscribe: <https://example.com/u/\(number)>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                .utf8
        }
        guard number % 10 != 9 else { return mail }
        mail += "\r\n".utf8
        switch number % 10 {
        case 0: break
        case 1: mail += "\r\n\r\n\r\n".utf8
        case 2: mail += "zonder regeleinde".utf8
        case 3: mail += "spaties   \t \r\n \t midden  in\t\tde regel \r\n\r\n \r\n\r\n".utf8
        case 4: mail += (0..<400).map { _ in [UInt8](0x80...0xFF).randomElement(using: &generator) ?? 0x80 }
        case 5: mail += Array(repeating: UInt8(ascii: "l"), count: 20_000) + Array("\r\n".utf8)
        case 6: mail += "alleen\nkale\nregeleinden\n\n".utf8
        case 7:
            mail += (0..<2000).map { _ in [0x20, 0x09, 0x41, 0xE9].randomElement(using: &generator) ?? 0x20 }
            mail += "\r\n".utf8
        default: mail += "\r\n  \r\nDKIM in de tekst: b=; bh=\r\n--grens--\r\n".utf8
        }
        return mail
    }
}
