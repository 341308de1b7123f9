import Evidence
import Foundation

/// A small generator whose runs can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    mutating func subject() throws -> PixelSubject {
        try .sample(
            organization: bytes(16),
            message: bytes(16),
            recipient: UInt16.random(in: .min ... .max, using: &self)
        )
    }
}

/// A fixture that is not what the test needs.
struct BadFixture: Error {}

extension PixelSubject {
    static func sample(
        organization: [UInt8] = Array(0..<16),
        message: [UInt8] = Array(16..<32),
        recipient: UInt16 = 1
    ) throws -> PixelSubject {
        guard let tag = OrganizationTag(bytes: organization), message.count == 16 else { throw BadFixture() }
        let uuid = UUID(uuid: message.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
        return PixelSubject(organization: tag, message: uuid, recipient: recipient)
    }
}
