import Ledger
import MailLedger
import Witness

/// The part of the page that says why it can be believed, and how to check it.
enum BundlePageProof {
    static func html(_ source: BundleSource) -> String {
        let cosignatures = (try? WitnessQuorum(source.witnesses, needed: 0).verify(source.checkpoint)) ?? []
        let witnessed =
            cosignatures.isEmpty
            ? "<p>No witness has cosigned this state of the ledger.</p>"
            : "<p>Cosigned by others than the ledger's owner, who sign only what continues the state they signed before:</p><ul>"
                + cosignatures.map { cosignature in
                    let time = Timestamp(microseconds: min(cosignature.time, 253_402_300_799) * 1_000_000)
                    return "<li>\(PageText.escaped(cosignature.witness.name)), on \(PageText.moment(time)) UTC<br>"
                        + "<code>\(PageText.escaped("\(cosignature.witness)"))</code></li>"
                }.joined() + "</ul>"
        return """
            <p>Each fact has a fingerprint; no two facts share one. Fingerprints are joined two by two, and the results again, until
            one is left: the root. Who changes a single letter of a fact, or leaves one out, gets another root. The root is
            signed. A receipt is the handful of fingerprints that lead from one fact to the root.</p>
            \(figure(source, cosignatures.count))
            \(witnessed)
            <h3>How to check it</h3>
            <ol>
            <li>Get the ledger's public key from somewhere else than this file: from the sender's contract or web site, or from an
            older bundle. It must be:<br><code>\(PageText.escaped("\(source.key)"))</code></li>
            \(cosignatures.isEmpty ? "" : "<li>Get the witnesses' public keys from the witnesses themselves; compare with those above.</li>")
            <li>Without any connection:<br><code>postboek-audit check-bundle THIS-FILE.zip --key LEDGER-KEY\
            \(cosignatures.isEmpty ? "" : " --witness WITNESS-KEY")</code></li>
            <li>README.txt, beside this page, says how to check it with tools of your own.</li>
            </ol>
            <h3>What it does not prove</h3>
            <p>That the ledger's owner wrote down the truth. Against that stand the words of other parties' servers above, each with
            how it is known to be theirs; and that nothing can be changed afterwards once others hold a signed state.</p>
            <h3>The signed state of the ledger</h3>
            <pre>\(PageText.escaped(source.checkpoint))</pre>
            """
    }

    /// From the newest fact to the signatures, with the real fingerprints.
    private static func figure(_ source: BundleSource, _ cosignatures: Int) -> String {
        guard
            let event = source.events.last,
            let head = try? Checkpoint(parsing: SignedNote(parsing: source.checkpoint).text)
        else { return "" }
        let leaf = MerkleTree.leafHash(event.recorded.entry).description
        let steps = event.receipt.proof.count
        let boxes: [(title: String, line: String, hash: String)] = [
            ("Fact \(event.recorded.header.position)", "as the ledger holds it", ""),
            ("Its fingerprint", "SHA-256", PageText.grouped(leaf, groups: 2)),
            ("The root", "of all \(head.size) facts", PageText.grouped(head.root.description, groups: 2)),
            (
                "Signed", cosignatures == 0 ? "by the ledger" : "by ledger, witnesses: \(cosignatures)",
                "Ed25519"
            ),
        ]
        let arrows = ["hashed", "\(steps) \(steps == 1 ? "step" : "steps") of the receipt", "signed"]
        let drawn = boxes.enumerated().map { index, box in
            let x = index * 190
            let arrow =
                index == 0
                ? ""
                : """
                <path d="M\(x - 44) 46 H\(x - 10)" class="arrow"/><path d="M\(x - 10) 46 l-7 -4 v8 z" class="tip"/>\
                <text x="\(x - 25)" y="110" class="step">\(arrows[index - 1])</text>
                """
            return """
                \(arrow)<rect x="\(x)" y="8" width="142" height="76" rx="8"/>\
                <text x="\(x + 71)" y="32" class="title">\(box.title)</text><text x="\(x + 71)" y="50">\(box.line)</text>\
                <text x="\(x + 71)" y="70" class="mono">\(box.hash)</text>
                """
        }
        return """
            <svg viewBox="-4 0 724 122" role="img" aria-label="From a fact over its fingerprint to the signed root">
            \(drawn.joined(separator: "\n"))
            </svg>
            """
    }
}
