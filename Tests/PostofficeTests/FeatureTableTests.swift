import Foundation
import Testing

/// The table of features names tests; each of them has to be there.
@Suite("The table of features")
struct FeatureTableTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The rows of all tables on the page, cell by cell.
    private static func rows() throws -> [[String]] {
        let page = root.appending(path: "Sources/Postoffice/Postoffice.docc/Features.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| feature ") }
            .map { row in
                row.dropFirst().dropLast().split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
    }

    private struct Description: Decodable {
        struct Call: Decodable {}
        var paths: [String: [String: Call]]
    }

    @Test
    func `every call of the table is one that the service describes`() throws {
        let file = Self.root.appending(path: "Sources/COpenAPI/openapi.json")
        let paths = try JSONDecoder().decode(Description.self, from: try Data(contentsOf: file)).paths
        for row in try Self.rows() {
            let words = row[2].filter { $0 != "`" }.split(separator: " ")
            #expect(words.count == 2)
            let called = words[1].split(separator: "/")
            let isThere = paths.contains { path, methods in
                let described = path.split(separator: "/")
                return methods.keys.contains(words[0].lowercased()) && described.count == called.count
                    && zip(described, called).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
            }
            #expect(isThere, "\(row[2])")
        }
    }

    @Test
    func `every feature names a call, a command and a test that exists`() throws {
        let tests = Self.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        var sources = ""
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift" { sources += try String(contentsOf: file, encoding: .utf8) }
        }
        let rows = try Self.rows()
        #expect(rows.count > 60)
        for row in rows {
            let cells = try #require(row.count == 5 ? row : nil, "\(row)")
            #expect(cells[2].hasPrefix("`") && cells[3].hasPrefix("`postboek "), "\(cells)")
            #expect(cells[4].hasPrefix("`") && cells[4].hasSuffix("`"), "\(cells)")
            #expect(sources.contains("func \(cells[4])("), "\(cells[4])")
        }
    }
}
