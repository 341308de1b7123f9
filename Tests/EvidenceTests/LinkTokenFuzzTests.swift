import Crypto
import Foundation
import SeededNumbers
import Testing

@testable import Evidence

/// The same of all tokens that stand in mails: only what was issued opens, and nothing breaks what opens them.
@Suite("Tokens in links")
struct LinkTokenFuzzTests {
    private static let secret = SymmetricKey(data: [UInt8](repeating: 7, count: 32))

    enum Kind: CaseIterable, Sendable {
        case pixel, withdrawal, sender
    }

    private func issue(_ kind: Kind, _ generator: inout SeededGenerator) throws -> String {
        switch kind {
        case .pixel: try PixelTokenKeys(keys: [1: Self.secret], current: 1).issue(generator.subject())
        case .withdrawal: try WithdrawalTokenKeys(keys: [1: Self.secret], current: 1).issue(generator.subject())
        case .sender: try senderToken(&generator)
        }
    }

    private func senderToken(_ generator: inout SeededGenerator) throws -> String {
        guard let organization = OrganizationTag(bytes: generator.bytes(16)) else { throw BadFixture() }
        let link = SenderLink(
            organization: organization,
            message: generator.bytes(16),
            expiresAt: Int64.random(in: .min ... .max, using: &generator)
        )
        return try #require(try SenderTokenKeys(keys: [1: Self.secret], current: 1).issue(link))
    }

    private func opens(_ kind: Kind, _ token: String) throws -> Bool {
        switch kind {
        case .pixel: try PixelTokenKeys(keys: [1: Self.secret], current: 1).open(token) != nil
        case .withdrawal: try WithdrawalTokenKeys(keys: [1: Self.secret], current: 1).open(token) != nil
        case .sender: try SenderTokenKeys(keys: [1: Self.secret], current: 1).open(token) != nil
        }
    }

    @Test(arguments: Kind.allCases)
    func `a token opens as what it is and as nothing else, and any changed bit closes it`(kind: Kind) throws {
        var generator = SeededGenerator(seed: 11)
        let token = try issue(kind, &generator)
        for other in Kind.allCases { #expect(try opens(other, token) == (other == kind)) }
        let bytes = Array(token.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(try !opens(kind, String(decoding: changed, as: UTF8.self)), "bit \(bit) of character \(index)")
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `random tokens are refused without harm`(kind: Kind) throws {
        var generator = SeededGenerator(seed: 12)
        let length = try issue(kind, &generator).utf8.count
        for _ in 0..<500 {
            let noise = generator.bytes(Int.random(in: 0..<200, using: &generator))
            #expect(try !opens(kind, String(decoding: noise, as: UTF8.self)))
            let fitting = Base64URL.encode([1] + generator.bytes(length * 3 / 4)).prefix(length)
            #expect(try !opens(kind, String(fitting)))
        }
    }
}
