import Crypto
import Testing

@testable import Evidence

@Suite("Withdrawal tokens")
struct WithdrawalTokenTests {
    private let secret = SymmetricKey(data: [UInt8](repeating: 7, count: 32))

    @Test func `a token names its copy, and is no pixel token, nor the other way round`() throws {
        let pixels = try PixelTokenKeys(keys: [1: secret], current: 1)
        let withdrawals = try WithdrawalTokenKeys(keys: [1: secret], current: 1)
        let subject = try PixelSubject.sample(recipient: 7)
        let token = withdrawals.issue(subject)
        #expect(withdrawals.open(token) == subject)
        #expect(token.count == PixelTokenKeys.tokenLength)
        #expect(pixels.open(token) == nil)
        #expect(withdrawals.open(pixels.issue(subject)) == nil)
        #expect(withdrawals.open("") == nil)
    }

    @Test func `a token never changes, for the link stands in mails that are out`() throws {
        let withdrawals = try WithdrawalTokenKeys(keys: [1: secret], current: 1)
        #expect(withdrawals.issue(try .sample()) == withdrawals.issue(try .sample()))
        let rotated = try WithdrawalTokenKeys(
            keys: [1: secret, 2: SymmetricKey(data: [UInt8](repeating: 9, count: 32))],
            current: 2
        )
        #expect(rotated.open(withdrawals.issue(try .sample())) != nil)
    }
}
