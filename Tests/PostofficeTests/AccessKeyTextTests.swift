import Foundation
import Ledger
import Testing

@testable import Postoffice

@Suite("The text of an access key")
struct AccessKeyTextTests {
    private static func table() -> (AccessKeyTable, AccessKey, String) {
        let table = AccessKeyTable()
        let made = AccessKey.make(scopes: [.read], label: "a", at: Timestamp(microseconds: 1))
        table.set(made.key, of: "acme")
        return (table, made.key, made.text)
    }

    private func isValid(_ text: String, _ table: AccessKeyTable, at moment: Int64 = 2) -> Bool {
        guard case .valid = table.find(text, at: Timestamp(microseconds: moment)) else { return false }
        return true
    }

    @Test
    func `any key opens by its own text`() {
        for _ in 0..<50 {
            let (table, key, text) = Self.table()
            #expect(isValid(text, table))
            #expect(AccessKey.id(in: text) == key.id)
            #expect(!"\(key)".contains(text.suffix(20)))
        }
    }

    @Test
    func `any changed bit of a key is refused`() {
        let (table, _, text) = Self.table()
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(!isValid(String(decoding: changed, as: UTF8.self), table), "bit \(bit) of byte \(index)")
            }
        }
        for length in 0..<text.count { #expect(!isValid(String(text.prefix(length)), table)) }
        #expect(!isValid(text + "A", table) && !isValid(" " + text, table))
    }

    @Test
    func `random texts are refused without harm`() {
        let (table, key, _) = Self.table()
        let digits = key.id.filter { $0 != "-" }
        for _ in 0..<500 {
            let noise = String(
                decoding: (0..<Int.random(in: 0..<120)).map { _ in UInt8.random(in: 0...255) },
                as: UTF8.self
            )
            for text in [noise, "pb_\(noise)", "pb_\(digits)_\(noise)", "_\(noise)_", "pb_\(noise.prefix(32))_"] {
                #expect(!isValid(text, table))
            }
        }
    }

    @Test
    func `an ended key is told from one that never was, by its whole text alone`() {
        let table = AccessKeyTable()
        let made = AccessKey.make(
            scopes: [.read],
            label: "a",
            at: Timestamp(microseconds: 1),
            expiresAt: Timestamp(microseconds: 10)
        )
        table.set(made.key, of: "acme")
        #expect(isValid(made.text, table, at: 9))
        guard case .expired(let end) = table.find(made.text, at: Timestamp(microseconds: 10)) else {
            Issue.record("an ended key was not found to be one")
            return
        }
        #expect(end.microseconds == 10)
        guard case .unknown(let id?) = table.find(made.text + "A", at: Timestamp(microseconds: 10)) else {
            Issue.record("a wrong key was found")
            return
        }
        #expect(id == made.key.id)
    }

    @Test
    func `a use is written down at most once in ten minutes, and never for a key that is not kept`() {
        let (table, key, _) = Self.table()
        let minute: Int64 = 60_000_000
        let moments: [Int64] = [0, 1, 9, 10, 11, 25]
        let writes = moments.map { table.noteUse(of: key.id, at: Timestamp(microseconds: 100 + $0 * minute)) }
        #expect(writes == [true, false, false, true, false, true])
        let temporary = AccessKey.make(scopes: [.read], label: "t", at: Timestamp(microseconds: 1)).key
        table.set(temporary, of: "acme", isTemporary: true)
        #expect(!table.noteUse(of: temporary.id, at: Timestamp(microseconds: 5)))
        #expect(table.keys(of: "acme").map(\.id) == [key.id])
        #expect(table.keys(of: "acme")[0].lastUsedAt == 100 + 25 * minute)
    }
}
