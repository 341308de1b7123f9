import Foundation

@testable import DKIM

/// The verdicts of another program, dkimpy, on signed mails.
struct PythonVerifier {
    /// The keys that it finds in place of DNS.
    let keys: [DKIMKey]
    /// The domain that they sign for.
    let domain: String

    private static let python = "/usr/bin/python3"

    /// Whether the program is here.
    static let isPresent = (try? run("import dkim, nacl; print(1)", [])) == Data("1\n".utf8)

    /// Verifies each mail.
    ///
    /// - Returns: For each mail, whether the signature of each field holds, from the top.
    func verdicts(on mails: [[UInt8]]) throws -> [[Bool]] {
        try run(Self.verify, mails)
    }

    /// Changes each byte of each mail after its signatures, one at a time, and verifies again.
    ///
    /// - Returns: For each mail, where a changed byte left a signature whole.
    func survivors(of mails: [[UInt8]]) throws -> [[Int]] {
        try run(Self.mutate, mails)
    }

    private func run<Value: Decodable>(_ script: String, _ mails: [[UInt8]]) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "postboek-dkim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, mail) in mails.enumerated() { try Data(mail).write(to: folder.appending(path: "\(index)")) }
        let records = keys.map { key in
            ("\(KeyRecord.name(selector: key.selector, domain: domain)).", KeyRecord.text(for: key).text)
        }
        let table = try JSONEncoder().encode(Dictionary(uniqueKeysWithValues: records))
        let arguments = [folder.path, String(decoding: table, as: UTF8.self)]
        return try JSONDecoder().decode(Value.self, from: try Self.run(Self.common + script, arguments))
    }

    private static let common = """
        import dkim, json, os, sys
        folder, table = sys.argv[1], json.loads(sys.argv[2])
        mails = [open(f"{folder}/{n}", "rb").read() for n in range(len(os.listdir(folder)))]
        find = lambda name, timeout=5: table.get(name.decode() if isinstance(name, bytes) else name, "").encode()
        def holds(mail, number):
            try:
                return bool(dkim.DKIM(mail).verify(idx=number, dnsfunc=find))
            except dkim.DKIMException:
                return False

        """

    private static let verify = """
        print(json.dumps([[holds(m, n) for n in range(m.count(b"DKIM-Signature:"))] for m in mails]))
        """

    private static let mutate = """
        def survivors(mail):
            count, found = mail.count(b"DKIM-Signature:"), []
            start = mail.index(b"\\r\\nFrom:") + 2
            for place in range(start, len(mail)):
                other = b"x" if mail[place:place + 1] != b"x" and mail[place:place + 1] != b"X" else b"y"
                changed = mail[:place] + other + mail[place + 1:]
                found += [place for n in range(count) if holds(changed, n)]
            return found
        print(json.dumps([survivors(m) for m in mails]))
        """

    private static func run(_ script: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", script] + arguments
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }
}
