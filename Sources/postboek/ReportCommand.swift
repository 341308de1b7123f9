import ArgumentParser

/// `postboek report`: what came back, and what became of mails.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "What became of mails, in figures.",
        subcommands: [DeliveryReportCommand.self]
    )
}
