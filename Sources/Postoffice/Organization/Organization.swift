import DomainCheck
import Evidence
import Ledger
import LedgerFiles
import LedgerSQLite
import Logging
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Providers
import Sending
import ServiceLifecycle
import Synchronization

/// One organization, opened: its ledger, keys, content, views and dispatcher.
package final class Organization: Sendable {
    /// The name, which is also that of its folder.
    package let name: String
    /// The ledger.
    package let ledger: OpenLedger
    /// Seals and opens the ledger's mail facts.
    package let archive: MailArchive

    let keys: SQLiteKeyStore
    let content: any ContentStore
    let postmaster: Postmaster
    let settings: PostofficeSettings
    let methods: MethodDesk
    let verification: VerificationDesk
    /// Which methods rest.
    let conditions: MethodConditions
    /// Where copies wait for their turn among those of all organizations.
    let gate: SendingGate
    /// Tells that there may be something to do about batches.
    let batchSignals: AsyncStream<Void>
    let batchSignal: AsyncStream<Void>.Continuation
    let webhooks: WebhookDesk
    /// From where the service was used lately.
    let callers: CallerBoard
    let lookups = LookupDesk()
    /// What each source of evidence did since the start.
    package let feeds = FeedBoard()
    let logger: Logger
    /// Nil where the ledger is damaged and they cannot be read; those of a damaged ledger stay as they were left.
    let views: OrganizationViews?
    /// Lets one reading of the bounce mailbox run at a time.
    let mailboxTurn = MailboxTurn()
    /// Tells that the bounce mailbox was set up, or signed in to.
    let mailboxBell = Bell()
    let mailboxTokens = MailboxTokens()
    /// Whether following the ledger ended in an error.
    let hasStopped = Atomic(false)
    /// Checks domains; one resolver serves all organizations.
    let checker: DomainChecker
    /// The newest report of each method's domain, where this run of the service made one.
    let lastReports = Mutex<[MethodKind: DomainReport]>([:])
    /// How many events the view of customers must hold to know every card that this process registered.
    let customersSize = Atomic<Int64>(0)
    /// Lets one erasure run at a time.
    let erasureTurn = ErasureTurn()
    /// What is known of witnesses and daily anchors.
    let anchors: AnchorBoard
    private let lock: FolderLock

    private init(
        name: String,
        ledger: OpenLedger,
        archive: MailArchive,
        keys: SQLiteKeyStore,
        content: any ContentStore,
        postmaster: Postmaster,
        settings: PostofficeSettings,
        methods: MethodDesk,
        verification: VerificationDesk,
        conditions: MethodConditions,
        gate: SendingGate,
        webhooks: WebhookDesk,
        callers: CallerBoard,
        views: OrganizationViews?,
        checker: DomainChecker,
        anchors: AnchorBoard,
        lock: FolderLock,
        logger: Logger
    ) {
        self.name = name
        self.ledger = ledger
        self.archive = archive
        self.keys = keys
        self.content = content
        self.postmaster = postmaster
        self.settings = settings
        self.methods = methods
        self.verification = verification
        self.conditions = conditions
        self.gate = gate
        self.webhooks = webhooks
        self.callers = callers
        self.views = views
        self.checker = checker
        self.anchors = anchors
        self.lock = lock
        self.logger = logger
        (batchSignals, batchSignal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Opens an organization's folder, making what is missing in it; the ledger is verified first.
    ///
    /// - Throws: `FolderLockError` where another process holds it; what the parts throw.
    static func open(
        name: String,
        folder: OrganizationFolder,
        master: MasterKey,
        shared: SharedParts,
        logger: Logger
    ) async throws -> Organization {
        var logger = logger
        logger[metadataKey: "organization"] = "\(name)"
        let lock = try FolderLock(folder: folder.path)
        // Nothing is opened for writing before the ledger was found whole: what lies there may still be evidence.
        let isBegun = folder.isBegun
        var keys = try await SQLiteKeyStore.open(path: folder.keys, master: master, readOnly: isBegun)
        let known = isBegun ? try await LedgerSecrets.read(from: keys) : try await LedgerSecrets.load(from: keys)
        guard let secrets = known else {
            throw PostofficeError.unavailable("the key file of \(name), which does not hold its ledger's secrets")
        }
        let ledger = try await SQLiteLedger.open(
            folder: folder.path,
            anchor: FileAnchor(path: folder.anchor),
            signer: secrets.signer,
            ledgerID: secrets.id,
            pool: shared.pool,
            limits: shared.settings.ledger
        )
        if isBegun, ledger.condition == .sound {
            await keys.close()
            keys = try await SQLiteKeyStore.open(path: folder.keys, master: master)
        }
        if let refusal = ledger.refusal {
            logger.critical("the ledger is open for reading only", metadata: ["reason": "\(refusal)"])
        }
        let archive = MailArchive(ledger: ledger.id, index: secrets.index, keys: keys)
        let content = FolderContentStore(folder: folder.content, index: secrets.index)
        let isSound = ledger.condition == .sound
        if isSound { try await begin(ledger, archive: archive, name: name) }
        let views =
            isSound
            ? try await OrganizationViews.open(
                folder: folder.views,
                ledger: ledger,
                archive: archive,
                keys: keys,
                logger: logger
            )
            : await OrganizationViews.openAsLeft(
                folder: folder.views,
                ledger: ledger,
                archive: archive,
                logger: logger
            )
        let conditions = MethodConditions()
        return Organization(
            name: name,
            ledger: ledger,
            archive: archive,
            keys: keys,
            content: content,
            postmaster: Postmaster(archive: archive, keys: keys, content: content, pixel: shared.pixel),
            settings: shared.settings,
            methods: MethodDesk(
                organization: name,
                registry: shared.methods,
                keys: keys,
                settings: views?.settings,
                conditions: conditions,
                logger: logger
            ),
            verification: shared.verification,
            conditions: conditions,
            gate: shared.gate,
            webhooks: WebhookDesk(keys: keys, settings: views?.settings),
            callers: shared.callers,
            views: views,
            checker: DomainChecker(dns: shared.dns),
            anchors: AnchorBoard(path: folder.anchoring),
            lock: lock,
            logger: logger
        )
    }

    /// Appends the first event of a new ledger; one that has a first event already is left alone.
    private static func begin(_ ledger: OpenLedger, archive: MailArchive, name: String) async throws {
        guard try await ledger.head().size == 0 else { return }
        let created = MailFact(.organizationCreated(OrganizationCreated(name: name)), occurredAt: .now())
        _ = try await ledger.append(AppendRequest(try await archive.seal([created])))
    }

    /// Follows the ledger with views and dispatcher, until graceful shutdown.
    func run() async throws {
        guard let views, ledger.condition == .sound else {
            try? await gracefulShutdown()
            return
        }
        let dispatcher = makeDispatcher(views)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await views.run() }
            group.addTask { await self.followAccountant() }
            group.addTask { await BatchRunner(organization: self, views: views).run() }
            group.addTask { await self.followMailbox() }
            group.addTask { await self.followExpiry() }
            group.addTask { await self.followAnchoring() }
            group.addTask { await SuppressionDesk(organization: self, views: views).run() }
            group.addTask { await self.domainWatch().run() }
            group.addTask { await EvidenceWatch(organization: self).run() }
            group.addTask { await self.followRetention() }
            await dispatcher.run()
            // A dispatcher also ends with a ledger that takes no more; its views still answer until the shutdown.
            try? await gracefulShutdown()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func domainWatch() -> DomainWatch {
        let interval = settings.domains.checkInterval
        return DomainWatch(
            methods: {
                var kinds: [MethodKind] = []
                for kind in MethodKind.allCases where kind != .sandbox {
                    if try await self.methods.settings(kind) != nil { kinds.append(kind) }
                }
                return kinds
            },
            check: { kind in try await self.recheckDomain(of: kind) },
            // A service that just started has more urgent work.
            pauses: (first: min(Duration.seconds(300), interval), next: interval),
            logger: logger
        )
    }

    /// Finishes what waits and closes the files.
    func close() async {
        await methods.close()
        await views?.close()
        await ledger.close()
        await keys.close()
        lock.close()
    }

    /// Appends facts, together.
    func append(
        _ facts: [MailFact],
        expecting: Expectation = .any,
        idempotency: IdempotencyKey? = nil
    ) async throws -> AppendOutcome {
        try requireWritable()
        return try await translatingErrors {
            let events = try await archive.seal(facts)
            return try await ledger.append(AppendRequest(events, expecting: expecting, idempotency: idempotency))
        }
    }

    /// Refuses, before any key or content is made, what the ledger would not take in the end.
    func requireWritable() throws(PostofficeError) {
        if let refusal = ledger.refusal { throw .readOnly(refusal) }
    }

    /// The views, or why there are none.
    func requireViews() throws(PostofficeError) -> OrganizationViews {
        guard let views else { throw .readOnly(ledger.refusal ?? "the ledger is damaged") }
        return views
    }
}

/// What all organizations of a post office share.
struct SharedParts: Sendable {
    let settings: PostofficeSettings
    let methods: MethodRegistry
    let dns: DNSResolver
    let pool: BlockingPool
    let signIns: SignInDesk
    let verification: VerificationDesk
    let pixel: PixelAddress
    let callers: CallerBoard
    let gate = SendingGate()
}

/// Runs a body, and turns the errors of the ledger's rooms into the post office's own.
func translatingErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as AppendError {
        throw PostofficeError(error)
    } catch let error as KeyStoreError {
        throw PostofficeError(error)
    } catch let error as ContentStoreError {
        throw PostofficeError(error)
    } catch let error as PageCursorError {
        throw PostofficeError.invalid([FieldProblem("cursor", error.description)])
    }
}

extension PostofficeError {
    init(_ error: AppendError) {
        switch error {
        case .conflict: self = .exists("the message changed meanwhile")
        case .keyReused: self = .keyReused
        case .readOnly(let reason): self = .readOnly(reason)
        case .overloaded: self = .overloaded
        case .refused(let reason): self = .tooLarge(reason)
        case .storage(let reason): self = .readOnly(reason)
        case .closed: self = .unavailable("the service is stopping")
        case .nothingKept: self = .notFound("an earlier request with this key")
        }
    }

    init(_ error: KeyStoreError) {
        switch error {
        case .erased: self = .erased
        case .wrongMasterKey: self = .unavailable("the master key does not open this organization's key file")
        case .storage: self = .unavailable("the key file")
        }
    }

    init(_ error: ContentStoreError) {
        switch error {
        case .missing: self = .notFound("the stored content")
        case .damaged: self = .unavailable("stored content is damaged")
        case .storage: self = .unavailable("the content folder")
        }
    }
}
