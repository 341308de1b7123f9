import ArgumentParser
import EvidenceBundle
import Foundation
import Ledger
import MailLedger
import Witness

/// `postboek-audit check-bundle`: checks an evidence bundle, with no ledger at hand.
struct CheckBundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-bundle",
        abstract: "Check an evidence bundle offline, with nothing but the ledger's public key.",
        discussion: """
            The file is what GET /v1/documents/ID/bundle and `postboek bundle` give. The key must come from somewhere else \
            than the file. Every byte of the file is checked: a change of any one is found, and the texts for people are \
            written anew from the facts and compared. That no fact was left out is not proved. With --witness, others must have \
            cosigned the checkpoint too; get their keys from themselves, not from the file.

            Exit codes: 0 the bundle holds, 1 it does not, 2 the question could not be answered.
            """
    )

    @Argument(help: ArgumentHelp("The bundle.", valueName: "FILE"))
    var file: String

    @Option(help: ArgumentHelp("The ledger's public key (NAME+ID+BASE64), or a file that holds it.", valueName: "VKEY"))
    var key: String

    @OptionGroup var witnesses: WitnessOptions

    @Flag(help: "Do not compare README.txt and timeline.html with the facts; another version may have worded them.")
    var factsOnly = false

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false

    private struct Answer: Encodable {
        var holds: Bool
        var problem: String?
        var textsCompared: Bool?
        var origin: String?
        var size: Int64?
        var events: [EventLine] = []
        var mails: Int?
        var missingMails: Int?
        var attachments: Int?
        var folded: [FoldedEvents]?
        var cosigned: [CosignatureLine] = []
    }

    func run() throws {
        let key = try VerifierKeyText.read(key)
        let quorum = try witnesses.read()
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) else {
            throw AuditError("the file \(file) cannot be read")
        }
        do throws(BundleError) {
            let check = try BundleCheck(Array(bytes), key: key, quorum: quorum, factsOnly: factsOnly)
            try? show(check)
        } catch {
            if json { try Report.json(Answer(holds: false, problem: error.description)) }
            Report.complaint("DOES NOT HOLD: \(error.description)")
            throw AuditExit.damaged
        }
    }

    private func show(_ check: BundleCheck) throws {
        guard !json else {
            return try Report.json(
                Answer(
                    holds: true,
                    textsCompared: !factsOnly,
                    origin: check.checkpoint.origin,
                    size: check.checkpoint.size,
                    events: check.events.map(EventLine.init),
                    mails: check.mails,
                    missingMails: check.missingMails,
                    attachments: check.attachments,
                    folded: check.folded,
                    cosigned: check.cosignatures.map(CosignatureLine.init)
                )
            )
        }
        let before = [
            ("holds", "\(check.events.count) events of the ledger \(check.checkpoint.origin)"),
            ("among", "\(check.checkpoint.size) events that the ledger's key signed for"),
        ]
        var after = [
            (
                "mails",
                "\(check.mails)" + (check.missingMails > 0 ? ", and \(check.missingMails) that were erased" : "")
            ),
            ("attachments", "\(check.attachments)"),
        ]
        if !check.folded.isEmpty {
            let count = check.folded.reduce(0) { $0 + $1.count }
            after.append(("left out", "\(count) events, because many were alike, by its maker's word"))
        }
        if factsOnly { after.append(("NOT checked", "whether README.txt and timeline.html say what the facts say")) }
        Report.facts(before + CosignatureLine.facts(check.cosignatures.map(CosignatureLine.init)) + after)
        Report.facts(
            check.events.map { ("  \($0.position)", "\($0.header.occurredAt)  \($0.header.type.rawValue)".printable) }
        )
    }
}
