import Foundation

/// Bodies of providers' calls, kept outside of the project; tests over them are skipped where they are not there.
///
/// Their folder is named by POSTBOEK_CORPUS, or is `shared/corpus` beside the project.
struct WebhookCorpus: Sendable {
    static let found = WebhookCorpus()

    private let folder: URL

    private init?() {
        let named = ProcessInfo.processInfo.environment["POSTBOEK_CORPUS"].map { [URL(fileURLWithPath: $0)] }
        let folders = named ?? Self.ancestors.map { $0.appendingPathComponent("shared/corpus") }
        let webhooks = folders.map { $0.appendingPathComponent("webhooks") }
        guard let folder = webhooks.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            return nil
        }
        self.folder = folder
    }

    /// The bodies of a provider, each with the name of its file without the ending.
    func bodies(of provider: String) -> [(name: String, bytes: [UInt8])] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(provider).path))
        return (files ?? []).filter { $0.hasSuffix(".json") }.sorted().compactMap { file in
            let data = try? Data(contentsOf: folder.appendingPathComponent("\(provider)/\(file)"))
            return data.map { (String(file.dropLast(5)), Array($0)) }
        }
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
