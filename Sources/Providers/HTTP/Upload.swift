import NIOCore
import Synchronization

/// A body on its way out, in pieces, that knows whether all of it was asked for.
final class Upload: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private static let piece = 64 * 1024

    private let bytes: [UInt8]
    private let taken = Atomic(0)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether the last byte was handed over to be written.
    var isComplete: Bool { taken.load(ordering: .acquiring) >= bytes.count }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(upload: self)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let upload: Upload
        private var position = 0

        fileprivate init(upload: Upload) {
            self.upload = upload
        }

        mutating func next() async -> ByteBuffer? {
            guard position < upload.bytes.count else { return nil }
            let end = Swift.min(position + Upload.piece, upload.bytes.count)
            defer { position = end }
            upload.taken.store(end, ordering: .releasing)
            return ByteBuffer(bytes: upload.bytes[position..<end])
        }
    }
}
