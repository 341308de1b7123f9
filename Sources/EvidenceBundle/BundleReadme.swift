import Ledger

/// The text in a bundle that says what it is, to somebody who has never heard of it.
enum BundleReadme {
    static func text(_ source: BundleSource) -> String {
        """
        Evidence of what was mailed: \(source.title)

        WHAT THIS IS

        The sender of this document keeps a ledger of its mail. Every fact (a mail was handed over, a server took it, a
        copy was delivered, refused or opened) is written into it once, with the time, and is never changed. This file
        holds facts about one document, the mails themselves, and the proof that the facts stand in the ledger.\(folded(source))

        timeline.html    what became of each mail, and the facts in order, to read and to print. Start here.
        mails/           the mails to the last byte, attachments included. READ THE WARNING BELOW before you open one.
        attachments/     the files that went with the mails, each once.
        events/          for each fact four files:
                           .header.json  when it happened and was written down, and a fingerprint (SHA-256) of its body
                           .body.json    the body as the ledger keeps it, personal parts encrypted
                           .opened.json  the body, decrypted
                           .receipt      the proof that exactly this header stands in the ledger
        checkpoint.txt   the ledger's size and fingerprint, signed by the ledger, and by witnesses where there are any
        key.txt          the ledger's public key, which signatures are checked with
        witnesses.txt    the public keys of those who cosigned the checkpoint: others than the ledger's owner, who saw it
                         at the time that stands in their signature
        secrets.json     what decrypts the encrypted parts of these facts, and no others
        manifest.txt     the fingerprint of every file here, signed by the ledger

        BEFORE YOU OPEN A MAIL

        These are the very mails that were sent. If the sender asked to know whether a mail was opened, it holds a picture
        whose address is of this copy alone. Who opens the mail in a program that loads pictures from the internet fetches
        that picture, and the ledger then records an opening as if the recipient had opened it. Mails can hold links that
        act for the recipient too (unsubscribe, for example). So read a mail on a machine without a connection, or in a
        program that is set to load no remote pictures, and follow no links; or read it in a text editor. timeline.html
        loads nothing from anywhere. An opening that is recorded after the time of checkpoint.txt can be the reader of a
        file like this one.

        WHAT IT PROVES, AND WHAT NOT

        It proves that these facts stand in the ledger, in this order, unchanged since the checkpoint was signed: a
        signature cannot be made without the ledger's secret key, and the fingerprint of the ledger depends on every fact
        in it. What is decrypted here is what was encrypted then: each secret fits a fingerprint of itself in the body, so
        that no second secret could show another text.

        timeline.html and this text follow from these facts and nothing else: check-bundle, below, writes both anew and
        compares them.

        It does not prove that these are all the facts about the document. The ledger's owner chose what is in this file;
        a fact that was left out of it cannot be told from one that never was. Positions that are missing between two facts
        are mostly facts about other documents. Who has to know that nothing was left out must look into the ledger itself,
        with its owner's keys, or ask the owner to show it (postboek-audit timeline).

        It does not prove by itself that the ledger's owner wrote down the truth when writing it. Three things stand
        against a false ledger: the words of other parties' servers in the facts; witnesses, who sign only a checkpoint
        that continues the one they signed before; and copies of earlier checkpoints in other hands, which a ledger that
        was written anew would contradict.

        That a mail was delivered means that the recipient's side said so. That it was read means that its picture was
        fetched in the way a person's mail program does, or that the recipient's program sent a receipt; each such fact
        says how sure that is.

        HOW TO CHECK IT

        Get the ledger's public key from somewhere else than this file (from the sender's contract or web site, or from
        an earlier bundle), then, without any connection:

            postboek-audit check-bundle THIS-FILE --key THE-PUBLIC-KEY

        If the checkpoint was cosigned, get the witnesses' public keys from the witnesses themselves, and add for each:

            --witness THE-WITNESS'S-PUBLIC-KEY

        Or with tools of your own: receipts are C2SP tlog-proof files, checkpoint and manifest C2SP signed notes
        (Ed25519), cosignatures C2SP tlog-cosignature v1, the tree is that of RFC 9162 with SHA-256, a leaf is a header's
        bytes. Of a secret come, by HMAC-SHA256 over "postboek part key" and "postboek part commitment", the key of its
        part (ChaCha20-Poly1305, RFC 8439: 12 bytes nonce, ciphertext, 16 bytes tag) and the commitment that stands beside
        it. Authenticated with the part, each behind its length in four bytes: "postboek sealed part 2", the ledger's
        id and the event's (16 bytes each), the part's subject and key (and period and periodKey where it has them), and
        "body".

        WHO MAY SEE IT

        It holds personal data: addresses, and the mails; give it only to those who may see them. The secrets in it open
        the facts in it and nothing else: no other mail to the same persons, not even for somebody who has a copy of the
        whole ledger. What was erased at a person's request is missing here, and cannot be brought back; the facts around
        it still prove themselves.

        """
    }

    /// What is said of events that are counted only.
    private static func folded(_ source: BundleSource) -> String {
        guard !source.folded.isEmpty else { return "" }
        let count = source.folded.reduce(0) { $0 + $1.count }
        return """


            \(count) facts are left out, because too many alike came, such as openings: of each kind the earliest are here, and
            folded.json counts the others.
            """
    }
}
