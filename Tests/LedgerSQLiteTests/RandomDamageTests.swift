import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite
import SeededNumbers
import Testing

@Suite("Random damage")
struct RandomDamageTests {
    @Test(arguments: 0..<10)
    func `of the ledger's files is found, or changes nothing that the ledger says`(seed: UInt64) async throws {
        let sample = try await (seed % 2 == 0 ? LedgerSample.closed : LedgerSample.cut).value
        let whole = try sample.folder()
        let everything = try Shell.everything(in: whole.file)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            var kind = ""
            let folder = try sample.folder { contents in
                // The log of a ledger that was closed is empty.
                let part = contents[1].isEmpty ? 0 : Int.random(in: 0...1, using: &random)
                kind = Self.harm(&contents[part], &random)
            }
            defer { folder.remove() }
            guard sample.verify(folder) == .sound else { continue }
            #expect(try Shell.everything(in: folder.file) == everything, "\(kind) was not found")
        }
        whole.remove()
    }

    @Test(arguments: 0..<6)
    func `of the anchor is found, or leaves a checkpoint that vouches for the ledger`(seed: UInt64) async throws {
        let sample = try await LedgerSample.closed.value
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var notes = sample.notes.map { Data($0.utf8) }
            let chosen = Int.random(in: 0..<notes.count, using: &random)
            let kind = Self.harm(&notes[chosen], &random)
            let folder = try sample.folder()
            defer { folder.remove() }
            let texts = notes.map { String(decoding: $0, as: UTF8.self) }
            // The slots hold two checkpoints of the same ledger, so either vouches for what it covers.
            if sample.verify(folder, notes: texts) == .sound {
                let valid = texts.filter { (try? Checkpoint(verifying: $0, with: sample.signer.verifierKey)) != nil }
                #expect(!valid.isEmpty, "\(kind) was not found")
            }
        }
    }

    /// Does one thing to the bytes of a file, and says what.
    private static func harm(_ content: inout Data, _ random: inout SeededGenerator) -> String {
        let page = min(8192, content.count)
        let pages = max(1, content.count / page)
        func place() -> Range<Int> {
            let start = Int.random(in: 0..<pages, using: &random) * page
            return start..<start + page
        }
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            let bit = Int.random(in: 0..<content.count * 8, using: &random)
            content.flip(bit: bit)
            return "bit \(bit) turned round"
        case 1:
            let byte = Int.random(in: 0..<content.count, using: &random)
            content[byte] ^= UInt8.random(in: 1...255, using: &random)
            return "byte \(byte) changed"
        case 2:
            let zeros = place()
            content.replaceSubrange(zeros, with: Data(count: page))
            return "zeros at \(zeros)"
        case 3:
            let (from, to) = (place(), place())
            content.replaceSubrange(to, with: content.subdata(in: from))
            return "\(from) copied to \(to)"
        case 4:
            let (first, second) = (place(), place())
            let (left, right) = (content.subdata(in: first), content.subdata(in: second))
            content.replaceSubrange(first, with: right)
            content.replaceSubrange(second, with: left)
            return "\(first) and \(second) swapped"
        case 5:
            let length = Int.random(in: 0..<content.count, using: &random)
            content = content.prefix(length)
            return "cut to \(length)"
        default:
            content.append(contentsOf: (0..<100).map { _ in UInt8.random(in: 0...255, using: &random) })
            return "bytes added"
        }
    }
}
