import ArgumentParser
import Foundation
import Ledger
import Logging
import ServiceLifecycle
import UnixSignals
import Witness
import WitnessService

/// `postboek witness`: is a witness for other people's ledgers.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Be a witness: cosign other people's ledgers, as long as each continues what it was.",
        discussion: """
            For a second machine, or for the accountant of a business that mails with Postboek. It needs no access to the \
            ledger: it sees sizes and fingerprints only, no mail, no address.

              postboek witness new-key --name accountant.example/witness --folder witness
              postboek witness watch LEDGER-KEY --folder witness
              postboek witness serve --folder witness --host 0.0.0.0 --port 8026

            The folder is all there is to it. Its key must stay secret; what it cosigned must not be lost or put back from an \
            older copy, or the witness could be made to sign a second history.
            """,
        subcommands: [NewKey.self, Watch.self, SetAside.self, Serve.self]
    )

    struct Folder: ParsableArguments {
        @Option(help: ArgumentHelp("The witness's folder.", valueName: "DIR"))
        var folder = "postboek-witness"

        /// Runs a body on the folder, and says in words what is wrong with it.
        func run<Value>(_ body: (WitnessFolder) throws -> Value) throws -> Value {
            do {
                return try body(WitnessFolder(path: folder))
            } catch let error as NoteError {
                throw CommandError("\(error == .badKey ? "a name has no spaces and no plus sign" : "\(error)")")
            } catch {
                throw CommandError("\(error)")
            }
        }
    }

    struct NewKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-key",
            abstract: "Make the witness's key, once, and print its public half for those who trust it."
        )

        @Option(help: ArgumentHelp("The witness's name, such as accountant.example/witness.", valueName: "NAME"))
        var name: String

        @OptionGroup var folder: Folder

        func run() throws {
            Output.line("\(try folder.run { try $0.makeKey(named: name) })")
        }
    }

    struct Watch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Watch a ledger from now on. Stop the witness first.",
            discussion:
                "The key is what GET /v1/checkpoint/key gives; get it from the ledger's owner in person, not by mail."
        )

        @Argument(help: ArgumentHelp("The ledger's public key.", valueName: "VKEY"))
        var key: String

        @OptionGroup var folder: Folder

        func run() throws {
            guard let ledger = try? NoteKey(parsing: key) else {
                throw CommandError("\(key.printable) is not the public key of a ledger (NAME+ID+BASE64)")
            }
            try folder.run { try $0.watch(ledger) }
            Output.line("watched from the next start on: \(ledger.name)".printable)
        }
    }

    struct SetAside: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-aside",
            abstract: "Begin anew with a ledger that was put back from a backup; what was cosigned stays as evidence.",
            discussion: """
                Do this only if you know why events that you cosigned are missing now: it lets the ledger's owner show another \
                history from here on. The checkpoint that you cosigned last is kept, and proves what was lost. Where it \
                was lost itself, the witness refuses to start, and this is the way out. Stop the witness first.
                """
        )

        @Argument(help: ArgumentHelp("The ledger's public key.", valueName: "VKEY"))
        var key: String

        @OptionGroup var folder: Folder

        func run() throws {
            guard let ledger = try? NoteKey(parsing: key) else {
                throw CommandError("\(key.printable) is not the public key of a ledger (NAME+ID+BASE64)")
            }
            switch try folder.run({ try $0.setAside(ledger, at: .now()) }) {
            case .nothing: throw CommandError("nothing was cosigned of \(ledger.name)".printable)
            case .kept(let place): Output.line("set aside as \(place)")
            case .lost: Output.line("what was cosigned had been lost; the ledger begins anew")
            }
        }
    }

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the witness: POST /add-checkpoint (C2SP tlog-witness), and /SHA256-OF-ORIGIN/checkpoint."
        )

        @Option(help: "The address to listen on.")
        var host = "127.0.0.1"

        @Option(help: "The port to listen on; 0 takes a free one.")
        var port = 8026

        @OptionGroup var folder: Folder

        func run() async throws {
            try ListeningPort.check(port)
            let witness = try folder.run { try Witness(folder: $0) }
            var logger = Logger(label: "postboek-witness") { label in StreamLogHandler.standardError(label: label) }
            logger.logLevel = .notice
            let host = host
            let service = buildWitnessService(
                witness,
                settings: WitnessServiceSettings(host: host, port: port),
                logger: logger,
                onServerRunning: { port in
                    Output.line("Witness \(witness.key)")
                    let count = witness.origins.count
                    Output.line(
                        "listens at http://\(host):\(port), and watches \(count == 1 ? "1 ledger" : "\(count) ledgers")"
                    )
                }
            )
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: service)],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: logger
                )
            )
            try await ListeningPort.explaining(host, port) { try await group.run() }
        }
    }
}
