import ArgumentParser

/// The address of a person on the command line, or from the first line of standard input, where other users do not see it.
struct PersonAddress: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The person's address; `-` reads it from standard input, where other users of this machine do not see it.",
            valueName: "ADDRESS"
        )
    )
    var address: String

    /// The address that is meant.
    func read() throws -> String {
        guard address == "-" else { return address }
        guard let line = readLine(), !line.isEmpty else { throw CommandError("standard input holds no address") }
        return line
    }
}
