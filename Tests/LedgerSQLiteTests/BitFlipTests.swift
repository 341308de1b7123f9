import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite
import SeededNumbers
import Testing

@Suite("Any one bit")
struct BitFlipTests {
    @Test(arguments: 0..<6)
    func `of the file that is turned round is found, or changes nothing that the ledger says`(seed: UInt64) async throws
    {
        let sample = try await LedgerSample.closed.value
        try verifyFlips(of: sample, part: 0, seed: seed)
    }

    @Test(arguments: 0..<3)
    func `of the WAL that is turned round is found, or changes nothing that the ledger says`(seed: UInt64) async throws
    {
        let sample = try await LedgerSample.cut.value
        try verifyFlips(of: sample, part: 1, seed: seed)
    }

    private func verifyFlips(of sample: LedgerSample, part: Int, seed: UInt64) throws {
        let whole = try sample.folder()
        let everything = try Shell.everything(in: whole.file)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            // Every fourth flip lies in the first page, where a bit means most.
            let bytes = random.next() % 4 == 0 ? 4096 : sample.contents[part].count
            let bit = Int(random.next() % UInt64(bytes * 8))
            let folder = try sample.folder { $0[part].flip(bit: bit) }
            guard sample.verify(folder) == .sound else { continue }
            #expect(try Shell.everything(in: folder.file) == everything, "bit \(bit) was not found")
            folder.remove()
        }
        whole.remove()
    }
}
