import ArgumentParser

/// The options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data folder to work on.", valueName: "DIR"))
    var data: String?

    @Option(help: ArgumentHelp("The address of a running service, instead of a folder.", valueName: "URL"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "The access key for --url. Other users of this machine can see it here; POSTBOEK_KEY is more discreet.",
            valueName: "KEY"
        )
    )
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file with the authority that signed the service's certificate, if it is one of your own.",
            valueName: "FILE"
        )
    )
    var caFile: String?

    @Option(help: ArgumentHelp("The organization; may be left out where the folder holds only one.", valueName: "NAME"))
    var organization: String?

    @Option(
        help: ArgumentHelp(
            "The address under which the world reaches the service; mails point there.",
            valueName: "URL"
        )
    )
    var publicUrl: String?

    @Option(
        help: ArgumentHelp("A file with the master key, in place of the data folder's instance.key.", valueName: "FILE")
    )
    var masterKeyFile: String?

    @Option(
        help: ArgumentHelp("A command that prints the master key; run by /bin/sh at the start.", valueName: "COMMAND")
    )
    var masterKeyCommand: String?

    @Option(help: ArgumentHelp("How much is logged to standard error: trace to critical.", valueName: "LEVEL"))
    var logLevel: String?

    @Option(help: ArgumentHelp("A JSON file with settings.", valueName: "FILE"))
    var config: String?

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false
}
