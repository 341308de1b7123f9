import Ledger

/// What `verify` found, as it is printed.
struct VerifyReport: Encodable {
    /// What was damaged first.
    struct Damage: Encodable {
        var text: String
        var position: Int64?
        var expectedRoot: String?
        var foundRoot: String?
    }

    /// The newest checkpoint in the anchor.
    struct Anchored: Encodable {
        var size: Int64
        var root: String
    }

    /// Whose key the anchor's signature was checked with.
    enum KeySource: String, Encodable {
        /// The one that was given with `--vkey`.
        case pinned
        /// The one in the key file, which the master key opened.
        case keyFile
        /// The one that the ledger itself names.
        case ledger
    }

    var isSound = true
    var ledger: String?
    var epoch: Int?
    var origin: String?
    var verifierKey: String?
    var keySource: KeySource
    var events: Int64 = 0
    var root: String
    var recordedAt: String?
    var anchored: Anchored?
    var damage: Damage?
    /// What came of opening the sealed parts; nil where they were not looked at.
    var sealed: SealTally?
    /// Why the sealed parts were not looked at.
    var sealedSkipped: String?
    /// What came of reading frozen mails and attachments; nil where they were not looked at.
    var content: ContentTally?

    init(_ finding: LedgerVerifier.Finding, keySource: KeySource) {
        self.keySource = keySource
        ledger = finding.identity?.id.description
        epoch = finding.identity?.epoch
        origin = finding.identity?.origin
        verifierKey = finding.identity?.verifierKey
        events = finding.tree.size
        root = finding.tree.root.description
        recordedAt = finding.recordedAt?.description
        anchored = finding.anchored.map { Anchored(size: $0.size, root: $0.root.description) }
        guard case .damaged(let found) = finding.condition else { return }
        damage(
            Damage(
                text: found.description,
                position: found.position,
                expectedRoot: found.expectedRoot?.description,
                foundRoot: found.foundRoot?.description
            )
        )
    }

    /// Notes damage, unless some was found before.
    mutating func damage(_ found: Damage) {
        isSound = false
        damage = damage ?? found
    }

    /// Prints the report for a person.
    func show() {
        var facts: [(name: String, value: String)] = []
        if let ledger, let origin, let epoch { facts.append(("Ledger", "\(ledger), epoch \(epoch), \(origin)")) }
        facts.append(("Key", keyText))
        facts.append(("Events", "\(events) verified" + (recordedAt.map { ", the newest recorded \($0)" } ?? "")))
        facts.append(("Root", root))
        facts.append(("Anchor", anchored.map { "signed for \($0.size) events, root \($0.root)" } ?? "none"))
        facts.append(("Sealed", sealed?.text ?? "not opened: \(sealedSkipped ?? "the ledger is damaged")"))
        if let content { facts.append(("Content", content.text)) }
        Report.facts(facts)
        Report.lines([damage.map { "DAMAGED: \($0.text)".printable } ?? "SOUND: nothing was lost or changed."])
    }

    private var keyText: String {
        switch keySource {
        case .pinned: "the one you gave: \(verifierKey ?? "")"
        case .keyFile: "from the key file: \(verifierKey ?? "")"
        case .ledger:
            "the one that the ledger itself names, which proves less (pin it with --vkey): \(verifierKey ?? "unknown")"
        }
    }
}
