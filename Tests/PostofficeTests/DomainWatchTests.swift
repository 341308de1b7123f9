import Logging
import Mail
import Synchronization
import Testing

@testable import Postoffice

@Suite struct DomainWatchTests {
    private struct Trouble: Error {}

    @Test func `domains are checked after each pause, also when one of them cannot be`() async {
        let slept = Mutex<[Duration]>([])
        let checked = Mutex<[MethodKind]>([])
        let watch = DomainWatch(
            methods: { [.ownDomain, .smtp] },
            check: { kind in
                checked.withLock { $0.append(kind) }
                if kind == .ownDomain { throw Trouble() }
            },
            pauses: (first: .seconds(300), next: .seconds(86_400)),
            sleep: { pause in
                let count = slept.withLock { pauses in
                    pauses.append(pause)
                    return pauses.count
                }
                if count == 4 { throw CancellationError() }
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        await watch.run()
        #expect(slept.withLock { $0 } == [.seconds(300), .seconds(86_400), .seconds(86_400), .seconds(86_400)])
        #expect(checked.withLock { $0 } == [.ownDomain, .smtp, .ownDomain, .smtp, .ownDomain, .smtp])
    }
}
