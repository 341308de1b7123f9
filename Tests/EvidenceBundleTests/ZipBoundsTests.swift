import Testing

@testable import EvidenceBundle

@Suite("A zip file")
struct ZipBoundsTests {
    /// A zip with one member, whose bytes a test may change.
    private func zip() throws -> [UInt8] {
        var writer = ZipWriter()
        let member = try writer.member("README.txt", Array("hello".utf8))
        return member + writer.end()
    }

    @Test func `as it should be is taken`() throws {
        #expect(try ZipReader(zip()).members.map(\.name) == ["README.txt"])
    }

    @Test(arguments: [UInt8(8), 9, 12, 14, 93, 95])
    func `whose member is compressed is refused, so that none grows when it is opened`(method: UInt8) throws {
        var bytes = try zip()
        bytes[8] = method
        #expect(throws: BundleError.notABundle) { try ZipReader(bytes) }
    }

    @Test(arguments: [[UInt8]([0xFF, 0xFF, 0xFF, 0xFF]), [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0x7F], [6, 0, 0, 0]])
    func `whose member claims to be larger than the file is refused`(size: [UInt8]) throws {
        for offset in [18, 22] {
            var bytes = try zip()
            bytes.replaceSubrange(offset..<offset + 4, with: size)
            #expect(throws: BundleError.notABundle) { try ZipReader(bytes) }
        }
    }

    @Test func `whose directory names a member again, or others than there are, is refused`() throws {
        var writer = ZipWriter()
        let first = try writer.member("a", [1])
        let again = try writer.member("a", [2])
        #expect(throws: BundleError.notABundle) { try ZipReader(first + again + writer.end()) }
        var bytes = try zip()
        bytes[bytes.count - 14] = 200
        #expect(throws: BundleError.notABundle) { try ZipReader(bytes) }
    }
}
