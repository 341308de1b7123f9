import Evidence
import Foundation
import SeededNumbers

extension SeededGenerator {
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
