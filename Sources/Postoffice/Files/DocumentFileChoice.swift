import Foundation
import UBL

/// Which of the attached files go along with a mail.
struct DocumentFileChoice {
    /// The files that go along.
    private(set) var mailed: [MessageRequest.Attachment] = []
    /// Files of the document that stay here.
    private(set) var kept: [MessageRequest.Attachment] = []
    /// Whether a kind that is set to go along was not attached.
    private(set) var lacksUsual = false

    /// Recognises the document's own files, checks them, and picks those that were asked for.
    ///
    /// - Parameters:
    ///   - attachments: What the caller attached; all but the document's own files go along in any case.
    ///   - asked: The kinds that the message asks for.
    ///   - usual: The kinds that customer or organization want; nil for all.
    ///   - number: The number of the document, which a UBL file must have too.
    ///   - problems: Where faults are noted.
    init(
        attachments: [MessageRequest.Attachment],
        asked: String?,
        usual: DocumentFiles?,
        number: String?,
        _ problems: inout Problems
    ) {
        let known = attachments.enumerated().map { index, attachment in
            var attachment = attachment
            attachment.kind = Self.kind(of: attachment, number: number, at: "attachments[\(index)]", &problems)
            return attachment
        }
        problems.checkFiles(asked, at: "files")
        let attached = Set(known.compactMap(\.fileKind))
        let explicit = asked.flatMap(DocumentFiles.init(rawValue:))
        for kind in (explicit?.kinds ?? []).subtracting(attached).map(\.rawValue).sorted() {
            problems.add("files", "asks for \(kind), but no \(kind) is attached")
        }
        var wanted = explicit?.kinds ?? usual?.kinds ?? attached
        if explicit == nil, !attached.isEmpty, !wanted.isSubset(of: attached) {
            lacksUsual = true
            if wanted.isDisjoint(with: attached) { wanted = attached }
        }
        for attachment in known {
            if let kind = attachment.fileKind, !wanted.contains(kind) {
                kept.append(attachment)
            } else {
                mailed.append(attachment)
            }
        }
    }

    /// What a file is: as the caller says, or by its first bytes; checked in both cases.
    private static func kind(
        of attachment: MessageRequest.Attachment,
        number: String?,
        at field: String,
        _ problems: inout Problems
    ) -> String? {
        // Whole groups of base64 can be decoded apart.
        let start = Data(base64Encoded: String(attachment.content.prefix(5464))).map(Array.init) ?? []
        let isPDF = start.starts(with: "%PDF-".utf8)
        let isUBL = UBLFile.looksLikeUBL(start)
        switch attachment.kind {
        case nil where isUBL, FileKind.ubl.rawValue?:
            guard let bytes = Data(base64Encoded: attachment.content).map(Array.init) else { return nil }
            _ = problems.parse(field) {
                if let number { try UBLFile(checking: bytes, number: number) } else { try UBLFile(checking: bytes) }
            }
            return FileKind.ubl.rawValue
        case FileKind.pdf.rawValue?:
            if !isPDF { problems.add(field, "is no PDF by its first bytes") }
            return FileKind.pdf.rawValue
        case nil: return isPDF ? FileKind.pdf.rawValue : nil
        case "other": return nil
        case let other?:
            problems.add("\(field).kind", "is \(other.prefix(20).debugDescription), not pdf, ubl or other")
            return nil
        }
    }
}

extension MessageRequest.Attachment {
    /// What the file is; nil for one that is no file of the document itself.
    var fileKind: FileKind? { kind.flatMap(FileKind.init(rawValue:)) }
}
