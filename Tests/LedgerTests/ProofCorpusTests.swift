import Foundation
import Ledger
import Testing

@Suite("The proofs of transparency-dev/merkle, good and bad")
struct ProofCorpusTests {
    /// One case; `nil` for what is not in it.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let isWrong: Bool
        let proof: [Data]?
        let leafIdx: UInt64?
        let treeSize: UInt64?
        let leafHash: Data?
        let root: Data?
        let size1: UInt64?
        let size2: UInt64?
        let root1: Data?
        let root2: Data?

        var testDescription: String { name }

        enum CodingKeys: String, CodingKey {
            case name = "case"
            case isWrong = "wantErr"
            case proof, leafIdx, treeSize, leafHash, root, size1, size2, root1, root2
        }

        /// Sizes that no ledger has, and hashes that are not 32 bytes long, are refused when they are read.
        func verify() throws {
            let proof = try (proof ?? []).map { try hash($0) }
            if let leafIdx, let treeSize {
                try TreeProof.verifyInclusion(
                    of: try hash(leafHash),
                    at: try number(leafIdx),
                    size: try number(treeSize),
                    root: try hash(root),
                    proof: proof
                )
            } else {
                try TreeProof.verifyConsistency(
                    from: try number(size1),
                    oldRoot: try hash(root1),
                    to: try number(size2),
                    newRoot: try hash(root2),
                    proof: proof
                )
            }
        }

        private func number(_ number: UInt64?) throws -> Int64 {
            guard let number = number.flatMap({ Int64(exactly: $0) }) else { throw TreeProofError.outside }
            return number
        }

        private func hash(_ bytes: Data?) throws -> Hash {
            let bytes = bytes ?? Data()
            // Where a case says in words that a root does not matter, any hash that follows from the words will do.
            if bytes.starts(with: Array("don't care".utf8)) { return Hash(of: bytes) }
            guard let hash = Hash(bytes: bytes) else { throw TreeProofError.wrong }
            return hash
        }
    }

    /// The corpus lies beside the repository, or where the environment says; without it, there are no cases.
    static let cases: [Case] = {
        var folders = ProcessInfo.processInfo.environment["POSTBOEK_CORPUS"].map { [$0] } ?? []
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            folders.append(folder.path + "/shared/corpus")
        }
        let file = folders.map { $0 + "/tlog/proofs.json" }.first { FileManager.default.fileExists(atPath: $0) }
        guard let file, let data = FileManager.default.contents(atPath: file) else { return [] }
        return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    }()

    @Test(arguments: cases)
    func `verify or fail as they should`(proofCase: Case) {
        if proofCase.isWrong {
            #expect(throws: TreeProofError.self) { try proofCase.verify() }
        } else {
            #expect(throws: Never.self) { try proofCase.verify() }
        }
    }

    @Test(.enabled(if: !cases.isEmpty))
    func `are all there`() {
        #expect(Self.cases.count == 196)
    }
}
