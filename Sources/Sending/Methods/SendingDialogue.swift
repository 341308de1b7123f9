import Synchronization

/// Listens in on an attempt: what was said to a server and what it answered, secrets masked.
///
/// It lives only as long as the attempt, and is shown only to whoever asked for it: it holds addresses, so it is kept
/// nowhere. A method adds to it where one is ``current``; the copies of the dispatcher have none.
package final class SendingDialogue: Sendable {
    /// The dialogue of the attempt under way; nil where nobody listens.
    @TaskLocal package static var current: SendingDialogue?

    private static let mostLines = 200
    private static let longestLine = 1000

    private let said = Mutex<[String]>([])

    /// A dialogue in which nothing was said yet.
    package init() {}

    /// The lines so far: `C:` or `>` to the server, `S:` or `<` from it, `#` a remark.
    package var lines: [String] { said.withLock { $0 } }

    /// Adds lines; beyond 200 they are left out, and each is cut at 1000 characters.
    package func add(_ lines: [String]) {
        said.withLock { said in
            said += lines.prefix(max(0, Self.mostLines - said.count)).map { String($0.prefix(Self.longestLine)) }
        }
    }
}
