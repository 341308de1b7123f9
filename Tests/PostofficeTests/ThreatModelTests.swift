import Foundation
import Testing

/// The threat model names a test for each threat; each of them has to be there.
@Suite("The threat model")
struct ThreatModelTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test
    func `every threat has a defence and a test that exists`() throws {
        let page = Self.root.appending(path: "Sources/Postoffice/Postoffice.docc/ThreatModel.md")
        let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }
            .map { $0.dropFirst().dropLast().split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        let files = FileManager.default.enumerator(
            at: Self.root.appending(path: "Tests"),
            includingPropertiesForKeys: nil
        )
        var sources = ""
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift" { sources += try String(contentsOf: file, encoding: .utf8) }
        }
        #expect(rows.count > 40)
        for row in rows {
            let cells = try #require(row.count == 3 ? row : nil, "\(row)")
            #expect(!cells[0].isEmpty && !cells[1].isEmpty, "\(cells)")
            #expect(sources.contains("func \(cells[2])("), "\(cells[2])")
        }
        let threats = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "| threat |").count - 1
        let all = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").count { $0.hasPrefix("| ") }
        // Besides the rows with a test there are only the heads of tables and that of who attacks.
        #expect(all == rows.count + threats + 9)
    }
}
