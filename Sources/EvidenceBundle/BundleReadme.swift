import Ledger

/// The text in a bundle that says what it is, to somebody who has never heard of it.
enum BundleReadme {
    static func text(_ source: BundleSource) -> String {
        """
        Evidence of what was mailed: \(source.title)

        WHAT THIS IS

        The sender of this document keeps a ledger of its mail. Every fact (a mail was handed over, a server took it, a
        copy was delivered, refused or opened) is written into it once, with the time, and is never changed. This file
        holds all facts about one document, the mails themselves, and the proof that the facts stand in the ledger.

        timeline.html    the facts in order, to read and to print. Start here.
        mails/           the mails to the last byte, attachments included; any mail program opens them.
        events/          for each fact four files:
                           .header.json  when it happened and was written down, and a fingerprint (SHA-256) of its body
                           .body.json    the body as the ledger keeps it, personal parts encrypted
                           .opened.json  the body, decrypted
                           .receipt      the proof that exactly this header stands in the ledger
        checkpoint.txt   the ledger's size and fingerprint, signed by the ledger
        key.txt          the ledger's public key, which signatures are checked with
        keys.json        the keys that decrypt the encrypted parts of these facts
        manifest.txt     the fingerprint of every file here, signed by the ledger

        WHAT IT PROVES, AND WHAT NOT

        It proves that these facts stand in the ledger, in this order, unchanged since the checkpoint was signed: a
        signature cannot be made without the ledger's secret key, and the fingerprint of the ledger depends on every fact
        in it. It does not prove by itself that the ledger's owner wrote down the truth when writing it. Two things
        stand against a false ledger: the words of other parties' servers in the facts, and copies of earlier checkpoints
        in other hands, which a ledger that was written anew would contradict.

        That a mail was delivered means that the recipient's side said so. That it was read means that its picture was
        fetched in the way a person's mail program does, or that the recipient's program sent a receipt; each such fact
        says how sure that is.

        HOW TO CHECK IT

        Get the ledger's public key from somewhere else than this file (from the sender's contract or web site, or from
        an earlier bundle), then, without any connection:

            postboek-audit check-bundle THIS-FILE --key THE-PUBLIC-KEY

        Or with tools of your own: receipts are C2SP tlog-proof files, checkpoint and manifest C2SP signed notes
        (Ed25519), the tree is that of RFC 9162 with SHA-256, a leaf is a header's bytes; encrypted parts are
        ChaCha20-Poly1305 (RFC 8439).

        WHO MAY SEE IT

        It holds personal data: addresses, and the mails. The keys in keys.json open the encrypted facts of the same
        persons in a copy of the ledger too; give this file only to those who may see them. What was erased at a
        person's request is missing here, and cannot be brought back; the facts around it still prove themselves.

        """
    }
}
