import Ledger

/// The list of a bundle's files with their hashes, which the ledger's key signs.
struct BundleManifest {
    static let name = "manifest.txt"

    /// The hash of each file, by name, in the order of the bundle.
    var files: [(name: String, hash: Hash)] = []

    /// The text to sign; its second line keeps it from being taken for a checkpoint.
    func text(origin: String) -> String {
        "postboek evidence bundle 1\nledger \(origin)\n" + files.map { "\($0.hash)  \($0.name)\n" }.joined()
    }

    /// Adds a file.
    mutating func add(_ name: String, _ content: [UInt8]) {
        files.append((name, Hash(of: content)))
    }
}
