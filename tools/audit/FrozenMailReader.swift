import Foundation
import Ledger

/// Puts a frozen mail together again, independently of the code that froze it.
///
/// What is kept is a line of JSON (which pieces the mail has), and the bytes of all pieces but the attachments, which lie in
/// the content folder once for the whole document.
struct FrozenMailReader {
    /// What the content folder keeps under the mail's name.
    let stored: [UInt8]
    /// Gives an attachment's bytes.
    let attachment: (_ name: String, _ subject: KeySubject) async throws(ContentFault) -> [UInt8]

    private struct Manifest: Decodable {
        struct Piece: Decodable {
            var inline: Int
            var attachment: String?
        }
        var version: Int
        var subject: String
        var pieces: [Piece]
    }

    /// The mail's bytes.
    func mail() async throws(ContentFault) -> [UInt8] {
        guard
            let end = stored.firstIndex(of: UInt8(ascii: "\n")),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(stored[..<end])), manifest.version == 1
        else { throw .malformed }
        var mail: [UInt8] = []
        var start = end + 1
        for piece in manifest.pieces {
            guard piece.inline >= 0, piece.inline <= stored.count - start else { throw .malformed }
            mail += stored[start..<start + piece.inline]
            start += piece.inline
            guard let name = piece.attachment else { continue }
            mail += Self.base64(try await attachment(name, KeySubject(text: manifest.subject)))
        }
        guard start == stored.count else { throw .malformed }
        return mail
    }

    /// The bytes in lines of 76 base64 digits, each ended by CRLF (RFC 2045 §6.8).
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        let lines = Data(bytes).base64EncodedString(options: options)
        return Array(lines.utf8) + Array((lines.hasSuffix("\r\n") ? "" : "\r\n").utf8)
    }
}
