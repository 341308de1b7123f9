import Foundation
import Ledger
import MIME

/// A rendered mail as it is kept: its own bytes, with attachments left out that are kept once for the whole document.
///
/// The form on disk is one line of JSON (``Manifest``), a line feed, and the inline bytes of all pieces in a row.
struct FrozenMail {
    struct Piece: Codable {
        /// How many inline bytes come next; 0 before an attachment that follows directly.
        var inline: Int
        /// The attachment whose base64 text comes after them; nil at the end.
        var attachment: String?
    }

    private struct Manifest: Codable {
        var version: Int
        var subject: String
        var hash: String
        var pieces: [Piece]
    }

    /// The bytes to keep in the content store.
    let stored: [UInt8]
    /// The hash of the whole mail.
    let hash: Hash

    /// Freezes a mail.
    ///
    /// - Parameters:
    ///   - mail: The composed mail.
    ///   - attachments: The names under which its attachments are kept, in their order.
    ///   - subject: Whose key seals them.
    /// - Throws: What the JSON encoder throws.
    init(_ mail: ComposedMail, attachments: [ContentName], subject: KeySubject) throws {
        hash = Hash(of: mail.bytes)
        var pieces: [Piece] = []
        var inline: [UInt8] = []
        var start = 0
        for (range, name) in zip(mail.attachmentRanges, attachments) {
            inline += mail.bytes[start..<range.lowerBound]
            pieces.append(Piece(inline: range.lowerBound - start, attachment: name.text))
            start = range.upperBound
        }
        inline += mail.bytes[start...]
        pieces.append(Piece(inline: mail.bytes.count - start, attachment: nil))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let manifest = Manifest(version: 1, subject: subject.text, hash: hash.description, pieces: pieces)
        stored = Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")] + inline
    }

    /// Puts a mail together again from what was kept, and checks that it is the same to the last byte.
    ///
    /// - Parameters:
    ///   - stored: What the content store gave.
    ///   - attachment: Gives an attachment's bytes by its name and the subject whose key seals it.
    /// - Returns: The mail's bytes.
    /// - Throws: ``FrozenMailError``, and what `attachment` throws.
    static func thaw(
        _ stored: [UInt8],
        attachment: (ContentName, KeySubject) async throws -> [UInt8]
    ) async throws -> [UInt8] {
        guard
            let end = stored.firstIndex(of: UInt8(ascii: "\n")),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(stored[..<end])), manifest.version == 1
        else { throw FrozenMailError.unreadable }
        var mail: [UInt8] = []
        var start = end + 1
        for piece in manifest.pieces {
            guard piece.inline >= 0, piece.inline <= stored.count - start else { throw FrozenMailError.unreadable }
            mail += stored[start..<start + piece.inline]
            start += piece.inline
            guard let name = piece.attachment else { continue }
            let bytes = try await attachment(ContentName(text: name), KeySubject(text: manifest.subject))
            mail += ComposedMail.base64Lines(bytes)
        }
        guard Hash(of: mail).description == manifest.hash else { throw FrozenMailError.changed }
        return mail
    }
}

/// Why a frozen mail could not be put together again.
enum FrozenMailError: Error {
    /// What was kept has not the form of a frozen mail.
    case unreadable
    /// The mail is not the one that was frozen.
    case changed
}
