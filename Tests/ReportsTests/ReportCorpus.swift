import Foundation

/// Real mails that came back, kept outside of the project; tests over them are skipped where they are not there.
///
/// Their folder is named by POSTBOEK_CORPUS, or is `shared/corpus` beside the project.
struct ReportCorpus: Sendable {
    /// One row of what others made of a mail.
    struct Label: Decodable, Sendable {
        var reason: String
        var `class`: String
    }

    static let found = ReportCorpus()

    let mails: [String]
    let labels: [String: [Label]]
    private let folder: URL

    private init?() {
        let named = ProcessInfo.processInfo.environment["POSTBOEK_CORPUS"].map { [URL(fileURLWithPath: $0)] }
        let folders = named ?? Self.ancestors.map { $0.appendingPathComponent("shared/corpus") }
        let bounces = folders.map { $0.appendingPathComponent("bounces") }
        guard let folder = bounces.first(where: { FileManager.default.fileExists(atPath: $0.path) }),
            let json = try? Data(contentsOf: folder.appendingPathComponent("labels.json")),
            let labels = try? JSONDecoder().decode([String: [Label]].self, from: json)
        else { return nil }
        self.folder = folder
        self.labels = labels
        mails = Self.files(in: folder.appendingPathComponent("mail"))
    }

    /// The bytes of a mail, such as `mail/arf-01.eml`.
    func bytes(of name: String) -> [UInt8] {
        [UInt8]((try? Data(contentsOf: folder.appendingPathComponent(name))) ?? Data())
    }

    /// The mails of one of the folders, as ``bytes(of:)`` takes them.
    func names(in part: String) -> [String] {
        Self.files(in: folder.appendingPathComponent(part)).map { "\(part)/\($0)" }
    }

    /// One of the mails by a number.
    func sample(seed: UInt64) -> [UInt8]? {
        mails.isEmpty ? nil : bytes(of: "mail/" + mails[Int(seed * 7919 % UInt64(mails.count))])
    }

    private static func files(in folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    private static var ancestors: [URL] {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        var all: [URL] = []
        while folder.pathComponents.count > 1 {
            all.append(folder)
            folder = folder.deletingLastPathComponent()
        }
        return all
    }
}
