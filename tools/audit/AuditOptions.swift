import ArgumentParser

/// What every subcommand is told.
struct AuditOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The organization's folder.", valueName: "PATH"))
    var path: String

    @Option(
        help: ArgumentHelp(
            "A file with the master key (default: POSTBOEK_MASTER_KEY, else instance.key of the data folder).",
            valueName: "FILE"
        )
    )
    var key: String?

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false

    @Flag(inversion: .prefixedNo, help: "Show a progress bar, on a terminal.")
    var progress = true
}
