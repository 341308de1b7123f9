import ArgumentParser
import Foundation

/// `postboek erase`: erases a person.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person: everything that is sealed for their address becomes unreadable for ever.",
        discussion: """
            The ledger stays whole and verifies as before: the erasure is an event of its own, and the key that opened what \
            is personal is destroyed. Their mails and reports are removed, mail that waits is withdrawn, and all views are \
            built anew without them. Mail to a suppressed address stays refused. A new mail to the person is refused unless \
            it states what it rests on (`postboek send --basis`).

            It is refused while a legal hold (`postboek hold`) or a statutory retention (`postboek retention`) forbids it. \
            Documents keep what they say of a customer; --documents also erases those that went to this person alone.

            Prints a certificate that names nobody, with a receipt. It also says what lies out of reach: backups, \
            delivered mails, providers. Erasing twice gives the same certificate. Needs the scope manage.

            Example: echo customer@example.com | postboek erase - --basis "asked for by letter of 20 November" --yes
            """
    )

    @OptionGroup var person: PersonAddress

    @Option(help: ArgumentHelp("What the erasure rests on; must name nobody.", valueName: "TEXT"))
    var basis: String?

    @Flag(help: "Also erase documents that were mailed to this person alone.")
    var documents = false

    @Flag(help: "Do not ask whether you are sure.")
    var yes = false

    @OptionGroup var options: CommonOptions

    private struct Request: Encodable {
        var address: String
        var basis: String?
        var documents: Bool
    }

    private struct Certificate: Decodable {
        struct Beyond: Decodable {
            var what: String
            var nextStep: String
        }
        var id: String
        var subject: String
        var erasedAt: String
        var position: Int64
        var state: String
        var counts: [String: Int]
        var beyondReach: [Beyond]
    }

    func run() async throws {
        let address = try person.read()
        if !yes {
            guard person.address != "-" else { throw CommandError("with the address on standard input, add --yes") }
            Output.line("Erase \(address) for ever? Nothing brings it back. Type the address again to go on:")
            guard readLine() == address else { throw CommandError("nothing was erased") }
        }
        let body = try JSONEncoder().encode(Request(address: address, basis: basis, documents: documents))
        let bytes = try await withService(options) { client in try await client.call("POST", "/v1/erasures", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let certificate = try JSONDecoder().decode(Certificate.self, from: bytes)
        Output.line(
            "Erased: person \(certificate.subject), at position \(certificate.position), \(certificate.erasedAt)."
        )
        Output.line(
            "Certificate: \(certificate.id) (GET /v1/erasures/\(certificate.id); --json prints it with its receipt)"
        )
        Output.table(
            ["UNREADABLE", "COUNT"],
            certificate.counts.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
        )
        if certificate.state != "complete" {
            Output.line("Views are still built anew; they are clean once that ended.")
        }
        Output.line("Out of reach:")
        for beyond in certificate.beyondReach { Output.line("- \(beyond.what): \(beyond.nextStep)") }
    }
}
