import Synchronization

/// The newest head that is durable and anchored, and those who want to hear of it.
final class PublishedHead: Sendable {
    /// What is known of the newest head.
    struct Content: Sendable {
        var head: LedgerHead
        var edge: [[Hash]]
        var checkpoint: String?
    }

    private struct State {
        var content: Content
        var listeners: [Int: AsyncStream<Int64>.Continuation] = [:]
        var nextListener = 0
        var isClosed = false
    }

    private let state: Mutex<State>

    init(head: LedgerHead, edge: [[Hash]]) {
        self.state = Mutex(State(content: Content(head: head, edge: edge, checkpoint: nil)))
    }

    var content: Content { state.withLock { $0.content } }

    func publish(tree: MerkleTree, epoch: Int, checkpoint: String) {
        let head = LedgerHead(size: tree.size, root: tree.root, epoch: epoch)
        let listeners = state.withLock { state in
            state.content = Content(head: head, edge: tree.edge, checkpoint: checkpoint)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(head.size) }
    }

    func sizes() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(1))
        let number: Int? = state.withLock { state in
            continuation.yield(state.content.head.size)
            guard !state.isClosed else { return nil }
            defer { state.nextListener += 1 }
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    private func forget(_ number: Int) {
        state.withLock { _ = $0.listeners.removeValue(forKey: number) }
    }
}
