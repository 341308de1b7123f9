import ArgumentParser
import Foundation
import Ledger
import Witness

/// Which witnesses must have cosigned a checkpoint.
struct WitnessOptions: ParsableArguments {
    @Option(
        name: .customLong("witness"),
        help: ArgumentHelp(
            "The public key of a witness that must have cosigned (NAME+ID+BASE64), or a file with one on each line; may be "
                + "repeated.",
            valueName: "VKEY"
        )
    )
    var witnesses: [String] = []

    @Option(help: ArgumentHelp("How many of the witnesses must have cosigned (default: all of them).", valueName: "N"))
    var quorum: Int?

    /// The witnesses, and how many of them must have cosigned.
    func read() throws -> WitnessQuorum {
        let keys = try witnesses.flatMap(Self.keys)
        guard let quorum else { return WitnessQuorum(keys) }
        guard (0...keys.count).contains(quorum) else {
            throw AuditError("--quorum \(quorum) is not a number from 0 to that of the witnesses, \(keys.count)")
        }
        return WitnessQuorum(keys, needed: quorum)
    }

    private static func keys(_ argument: String) throws -> [WitnessKey] {
        if let key = try? WitnessKey(parsing: argument) { return [key] }
        guard FileManager.default.isReadableFile(atPath: argument) else {
            throw AuditError(
                "\(argument.printable) is neither a witness's public key (NAME+ID+BASE64) nor a file with some"
            )
        }
        return try InputFile.text(argument, what: "list of public keys").split(separator: "\n").map { line in
            guard let key = try? WitnessKey(parsing: String(line)) else {
                throw AuditError("the file \(argument) holds a line that is no witness's public key (NAME+ID+BASE64)")
            }
            return key
        }
    }
}

/// A cosignature, as it is printed.
struct CosignatureLine: Encodable {
    var witness: String
    var time: String

    init(_ cosignature: Cosignature) {
        witness = cosignature.witness.name
        let seconds = min(cosignature.time, Int64.max / 1_000_000)
        time = Timestamp(microseconds: seconds * 1_000_000).description
    }

    /// The facts to print of some cosignatures.
    static func facts(_ lines: [Self]) -> [(String, String)] {
        lines.map { ("cosigned", "by \($0.witness) at \($0.time)".printable) }
    }
}
