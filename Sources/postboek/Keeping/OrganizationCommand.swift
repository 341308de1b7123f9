import ArgumentParser
import Foundation
import Ledger
import Postoffice

/// `postboek organization`: makes and lists organizations.
struct OrganizationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization",
        abstract: "Make and list organizations; each has a ledger of its own.",
        subcommands: [Create.self, List.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an organization, and a first access key.",
            discussion: "Works on a folder that no service is running on. The key is shown only this once."
        )

        @Argument(help: "Its name: 1 to 63 characters of a–z, 0–9 and -.")
        var name: String

        @OptionGroup var options: CommonOptions

        private struct Answer: Encodable {
            var organization: String
            var accessKey: String
        }

        func run() async throws {
            let settings = try await CommandSettings.read(options)
            guard settings.url == nil else {
                throw CommandError("an organization is made on the folder: stop the service and use --data")
            }
            let folder = try await OpenedFolder.open(settings, only: name)
            do {
                let made = try await folder.office.createOrganization(named: name)
                if options.json {
                    try Output.json(Answer(organization: name, accessKey: made.accessKey))
                } else {
                    Output.line("Organization \(name) is made in \(settings.data).")
                    Output.line("Access key, shown only this once: \(made.accessKey)")
                }
            } catch let error as PostofficeError {
                await folder.office.close()
                throw CommandError(error.words)
            }
            await folder.office.close()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the organizations of a folder.")

        @OptionGroup var options: CommonOptions

        private struct Answer: Encodable {
            struct Item: Encodable {
                var organization: String
                var events: Int64
                var problem: String?
            }
            var organizations: [Item]
        }

        func run() async throws {
            let settings = try await CommandSettings.read(options)
            let folder = try await OpenedFolder.open(settings)
            var items: [Answer.Item] = []
            for organization in folder.office.organizations {
                let size = try await organization.newestPosition() + 1
                items.append(
                    Answer.Item(organization: organization.name, events: size, problem: organization.ledger.refusal)
                )
            }
            if options.json {
                try Output.json(Answer(organizations: items))
            } else {
                Output.table(
                    ["ORGANIZATION", "EVENTS", "STATE"],
                    items.map { [$0.organization, String($0.events), $0.problem ?? "sound"] }
                )
            }
            await folder.office.close()
        }
    }
}
