import ArgumentParser

/// `postboek report`: what came back, and what became of mails.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Bring a mail that came back, or see in figures what became of mails.",
        subcommands: [TakeReportCommand.self, DeliveryReportCommand.self],
        defaultSubcommand: TakeReportCommand.self
    )
}
