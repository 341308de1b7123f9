import Foundation
import Mail
import Testing

@Suite("The page of the truth table")
struct TruthTablePageTests {
    /// The rows of the table under a heading of the page, cell by cell, without the two lines of its head.
    private static func rows(under heading: String) throws -> [[String]] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Mail/Mail.docc/StatusTruthTable.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") })
        return section.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "") }
        }
    }

    @Test func `has every kind in the order of its weight, with its status and class`() throws {
        let expected = StatusEvidence.Kind.allCases.map { kind in
            [kind.rawValue, kind.status.rawValue, kind.failureClass?.rawValue ?? ""]
        }
        let found = try Self.rows(under: "One recipient").map { [$0[0], $0[2], $0[3]] }
        #expect(found == expected)
    }

    @Test func `has every contradiction`() throws {
        let expected = StatusEvidence.Kind.allCases.filter { !$0.contradicted.isEmpty }.map { kind in
            [kind.rawValue, kind.contradicted.map(\.rawValue).joined(separator: ", ")]
        }
        #expect(try Self.rows(under: "Contradictions") == expected)
    }

    @Test func `has every reason with its next step`() throws {
        let expected = StatusReason.Code.allCases.map { code in
            [code.rawValue, StatusReason(code).text(in: .english), NextStep(for: code)?.rawValue ?? ""]
        }
        let found = try Self.rows(under: "Reasons and next steps")
        let plain = expected.map { row in
            row[0] == "expired" ? [row[0], "Nothing more was heard within the waiting time.", row[2]] : row
        }
        #expect(found == plain)
    }

    @Test func `has the order in which a message shows its recipients`() throws {
        let found = try Self.rows(under: "A whole message").map { $0[1] }
        #expect(found == MessageStatus.order.map(\.rawValue))
    }
}
