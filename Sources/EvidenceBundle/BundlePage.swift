import Ledger
import Mail
import MailLedger
import Witness

/// The printable page of a bundle.
enum BundlePage {
    static func html(_ source: BundleSource) -> String {
        let events = source.events.map(\.opened)
        let stories = MessageStory.all(in: events)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Evidence: \(PageText.escaped(source.title))</title>
            <style>\(BundlePageStyle.css)</style>
            </head>
            <body>
            <header>
            <p class="kicker">Evidence of mail</p>
            <h1>\(PageText.escaped(source.title.prefix(1).uppercased() + source.title.dropFirst()))</h1>
            \(facts(source, stories))
            </header>
            <section>
            <h2>What became of it</h2>
            \(stories.isEmpty ? "<p>No mail about this document was sent.</p>" : stories.map(message).joined())
            </section>
            <section>
            <h2>All that happened, in order</h2>
            <p>Times are UTC: when it happened, and below it when it was written down, where that was later. The fingerprint is
            the beginning of the fact's leaf in the ledger's tree: SHA-256 over a zero byte and the fact's header, which holds
            that of its body.</p>
            \(timeline(source.events, stories))
            \(folded(source.folded))
            </section>
            \(files(events, stories))
            <section class="proof">
            <h2>Why this can be believed</h2>
            \(BundlePageProof.html(source))
            </section>
            </body>
            </html>

            """
    }

    private static func facts(_ source: BundleSource, _ stories: [MessageStory]) -> String {
        let head = try? Checkpoint(parsing: SignedNote(parsing: source.checkpoint).text)
        let registered = source.events.compactMap { event -> Document? in
            guard case .documentRegistered(let registered) = event.opened.event else { return nil }
            return registered.document
        }
        let copies = stories.reduce(0) { $0 + $1.copies.count }
        var lines: [(String, String)] = []
        if let name = registered.last?.customer?.name { lines.append(("Customer", name)) }
        lines.append(("Mails", "\(stories.count), with \(copies) \(copies == 1 ? "copy" : "copies")"))
        lines.append(("Facts", "\(source.events.count), each with a receipt"))
        if let head { lines.append(("Ledger", "\(head.origin), at \(head.size) events")) }
        let cells = lines.map { "<div><dt>\($0.0)</dt><dd>\(PageText.escaped($0.1))</dd></div>" }.joined()
        return "<dl class=\"facts\">\(cells)</dl>"
    }

    private static func message(_ story: MessageStory) -> String {
        """
        <article>
        <h3>\(PageText.escaped(story.queued.subject ?? "(the subject was erased)"))</h3>
        <p class="meta">Written \(PageText.moment(story.event.header.occurredAt)) UTC\
        \(story.queued.from.map { ", from \(PageText.escaped($0))" } ?? "") · fact <a href="#f\(story.event.position)">\
        \(story.event.position)</a></p>
        <div class="copies">\(story.copies.map(copy).joined())</div>
        </article>

        """
    }

    private static func copy(_ copy: CopyStory) -> String {
        let status = copy.status.status
        let basis = copy.deciding.map { event in
            let how = FactWords.authentication(event)
            let isOpening = event.header.type.rawValue == "message.opened"
            let detail = isOpening ? " (\(FactWords.detail(event)))" : ""
            return """
                <li><a href="#f\(event.position)">fact \(event.position)</a>, \(PageText.moment(event.header.occurredAt)) UTC: \
                \(PageText.escaped(FactWords.title(event) + detail))\(how.isEmpty ? "" : " – \(PageText.escaped(how))")</li>
                """
        }
        return """
            <div class="copy \(status.rawValue)">
            <p class="who"><span class="badge">\(PageText.escaped(status.word(in: .english)))</span> \
            <strong>\(PageText.escaped(copy.recipient.address ?? "(erased)"))</strong> \
            <span class="role">\(copy.recipient.role.rawValue)</span></p>
            <p>\(PageText.escaped(copy.status.reason.text(in: .english)))</p>
            \(basis.isEmpty ? "" : "<p class=\"by\">Decided by</p><ul>\(basis.joined())</ul>")
            </div>

            """
    }

    private static func timeline(_ events: [BundledEvent], _ stories: [MessageStory]) -> String {
        var addresses: [OpaqueID: [Int: String]] = [:]
        for story in stories {
            for copy in story.copies { addresses[story.message, default: [:]][copy.number] = copy.recipient.address }
        }
        let rows = events.map { event in
            let header = event.recorded.header
            let who = header.recipient.map { number in
                header.message.flatMap { addresses[$0]?[number] } ?? "recipient \(number)"
            }
            let (happened, written) = (PageText.moment(header.occurredAt), PageText.moment(header.recordedAt))
            let how = FactWords.authentication(event.opened)
            let leaf = MerkleTree.leafHash(event.recorded.entry).description
            return """
                <tr id="f\(header.position)"><td class="number">\(header.position)</td>\
                <td class="time">\(happened)\(written == happened ? "" : "<br><small>\(written)</small>")</td>\
                <td><strong>\(PageText.escaped(FactWords.title(event.opened)))</strong>\
                \(who.map { " <span class=\"to\">\(PageText.escaped($0))</span>" } ?? "")\
                <br>\(PageText.escaped(FactWords.detail(event.opened)))\
                \(how.isEmpty ? "" : "<br><small>\(PageText.escaped(how))</small>")</td>\
                <td class="hash">\(PageText.grouped(leaf, groups: 2))</td></tr>

                """
        }
        return """
            <table>
            <thead><tr><th>Fact</th><th>When</th><th>What</th><th>Fingerprint</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table>
            """
    }

    private static func folded(_ folded: [FoldedEvents]) -> String {
        guard !folded.isEmpty else { return "" }
        let lines = folded.map { "<li>\(PageText.escaped($0.words))</li>" }.joined()
        return """
            <p>So many facts alike came that only the earliest of each kind stand above. Left out, and counted by the ledger's
            owner:</p>
            <ul>\(lines)</ul>
            """
    }

    private static func files(_ events: [RecordedMailEvent], _ stories: [MessageStory]) -> String {
        let mails = stories.flatMap { story in
            story.copies.map { copy in
                (BundledMail.name(story.message, copy.number), copy.recipient.size, copy.recipient.contentHash)
            }
        }
        let attachments = BundledAttachment.all(in: events).map { ($0.name, $0.attachment.size, $0.hash) }
        guard !mails.isEmpty else { return "" }
        let rows = (mails + attachments).map { name, size, hash in
            """
            <tr><td class="name">\(PageText.escaped(name))</td><td class="number">\(size)</td>\
            <td class="hash">\(PageText.grouped(hash))</td></tr>

            """
        }
        return """
            <section>
            <h2>The mails and files themselves</h2>
            <p>They lie beside this page to the last byte, with the fingerprints (SHA-256) that the ledger holds of them. One
            that is missing was erased at its recipient's request. A mail may hold a picture that tells the sender that it was
            opened: open it without a connection, or with remote pictures off (README.txt says why).</p>
            <table>
            <thead><tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table>
            </section>
            """
    }
}
