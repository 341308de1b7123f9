import Foundation
import Synchronization

/// A bar on standard error that shows how far a long walk has come; nothing where that is no terminal.
final class ProgressBar: Sendable {
    private let label: String
    private let isShown: Bool
    private let shown = Mutex(-1)

    /// Makes a bar.
    init(_ label: String, isWanted: Bool) {
        self.label = label
        isShown = isWanted && isatty(FileHandle.standardError.fileDescriptor) == 1
    }

    /// Draws the bar anew, if it changed by a hundredth at least.
    func show(_ done: Int64, of total: Int64) {
        guard isShown, total > 0 else { return }
        let percent = Int(done * 100 / total)
        shown.withLock { shown in
            guard shown != percent else { return }
            shown = percent
            let bar = String(repeating: "█", count: percent * Self.width / 100)
            let rest = String(repeating: "░", count: Self.width - percent * Self.width / 100)
            Self.write("\r\u{1B}[K\(label) \(bar)\(rest) \(percent) %  \(done) of \(total)")
        }
    }

    /// Wipes the bar away.
    func finish() {
        guard isShown, shown.withLock({ $0 >= 0 }) else { return }
        Self.write("\r\u{1B}[K")
    }

    private static let width = 30

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
