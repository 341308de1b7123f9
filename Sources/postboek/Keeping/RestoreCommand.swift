import ArgumentParser
import Backups
import Foundation
import Ledger
import LedgerFiles
import Postoffice

/// `postboek restore`: puts a backup back.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup back into an empty folder.",
        discussion: """
            Checks every file of the backup first, and refuses one that is damaged. The folder must be empty but for the \
            master key: put instance.key into it, or set POSTBOEK_MASTER_KEY.

            What was recorded after the backup was made is lost, and the ledger says so: it goes on in a new epoch that \
            begins with the event ledger.restored. Mails that stood open in the backup may have left since. They are \
            listed, become `unknown`, and are not sent again by themselves: look into them, and send those that are \
            missing with `postboek resend`. Batches that stood open are ended.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the backup.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("The data folder to make.", valueName: "DIR"))
    var to: String

    @OptionGroup var options: CommonOptions

    private struct Answer: Encodable {
        var organizations: [RestoredOrganization]
    }

    func run() async throws {
        guard options.data == nil, options.url == nil else {
            throw CommandError("name the folder to make with --to; --data and --url have no meaning here")
        }
        let settings = try await CommandSettings.read(options)
        var office = PostofficeSettings(data: to, publicURL: settings.publicURL ?? "http://127.0.0.1:8025")
        office.masterKey = settings.masterKey
        let restored: [RestoredOrganization]
        do {
            restored = try await Postoffice.restore(from: folder, to: office, logger: settings.logger())
        } catch let error as PostofficeError {
            throw CommandError(error.words)
        } catch let error as KeyStoreError {
            throw CommandError(error.words)
        }
        guard !options.json else { return try Output.json(Answer(organizations: restored)) }
        for organization in restored { show(organization) }
    }

    private func show(_ restored: RestoredOrganization) {
        Output.line(
            "\(restored.organization): \(restored.events) events as of \(restored.madeAt); goes on in epoch \(restored.epoch). "
                + "What was recorded after that moment is lost."
        )
        if restored.endedBatches > 0 { Output.line("Batches that stood open and were ended: \(restored.endedBatches)") }
        guard !restored.uncertainCopies.isEmpty else { return }
        Output.line(
            "These copies may have been mailed after the backup was made, and are not sent again by themselves:"
        )
        Output.table(
            ["MESSAGE", "RECIPIENT", "METHOD", "SCHEDULED"],
            restored.uncertainCopies.map { copy in
                [copy.message, String(copy.recipient), copy.method, copy.isEarly ? "not due yet" : ""]
            }
        )
    }
}
