import Crypto
import DomainCheck
import Evidence
import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite
import Logging
import Mail
import Providers
import ServiceLifecycle
import Synchronization

/// A data folder, opened: all its organizations, their access keys, and the desk that takes pixel hits.
package final class Postoffice: Sendable, Service {
    /// What it was opened with.
    package let settings: PostofficeSettings

    private let master: MasterKey
    let shared: SharedParts
    private let pixelDesk: PixelDesk
    let withdrawals: WithdrawalTokenKeys
    private let logger: Logger
    private let state = Mutex(State())
    let accessKeys = AccessKeyTable()
    private let arrivals: AsyncStream<Organization>
    private let arrival: AsyncStream<Organization>.Continuation

    private struct State {
        var organizations: [String: Organization] = [:]
        var byLedger: [OpaqueID: Organization] = [:]
    }

    /// Opens a data folder, making it if it is missing, and verifies and opens every organization in it.
    ///
    /// - Parameters:
    ///   - settings: Where, and how.
    ///   - master: The master key; nil takes it from where the settings say.
    ///   - only: Opens just this organization, where it exists; nil opens all.
    ///   - logger: Where to report.
    /// - Returns: The post office, ready to run.
    /// - Throws: `FolderLockError` where another process holds an organization; what the parts throw.
    package static func open(
        _ settings: PostofficeSettings,
        master: MasterKey? = nil,
        only: String? = nil,
        logger: Logger
    ) async throws -> Postoffice {
        let folder = "\(settings.data)/organizations"
        try DurableFile.makeFolders(settings.data)
        try DurableFile.makeFolder(folder)
        if master == nil, settings.masterKey.isFolder { try await MasterKeyRotation.complete(settings.data) }
        let master = try await masterKey(master, settings)
        let links = try LinkSecrets.load(folder: settings.data, master: master)
        let secrets = links.secrets.mapValues { SymmetricKey(data: $0) }
        let tokens = try PixelTokenKeys(keys: secrets, current: links.current)
        let withdrawals = try WithdrawalTokenKeys(keys: secrets, current: links.current)
        let senders = try SenderTokenKeys(keys: secrets, current: links.current)
        let publicURL = PublicAddress(settings.publicURL)
        let callers = CallerBoard()
        let office = Postoffice(
            settings: settings,
            master: master,
            shared: SharedParts(
                settings: settings,
                methods: MethodRegistry(settings),
                dns: DNSResolver(
                    settings: DNSResolver.Settings(
                        servers: settings.domains.nameServers,
                        timeout: settings.domains.nameServerTimeout
                    )
                ),
                pool: BlockingPool(),
                signIns: SignInDesk(),
                verification: VerificationDesk(keys: senders, publicURL: publicURL),
                pixel: PixelAddress(publicURL: publicURL, keys: tokens, withdrawals: withdrawals),
                callers: callers
            ),
            pixelDesk: PixelDesk(keys: tokens, callers: callers),
            withdrawals: withdrawals,
            logger: logger
        )
        // Also the entries of organizations that an earlier run made, and did not come to make durable.
        try DurableFile.syncFolder(folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { OrganizationFolder.isName($0) && (only == nil || only == $0) }
        for name in names.sorted() { try await office.load(name) }
        return office
    }

    private static func masterKey(_ given: MasterKey?, _ settings: PostofficeSettings) async throws -> MasterKey {
        if let given { return given }
        return try await settings.masterKey.loadOrMake(folder: settings.data)
    }

    private init(
        settings: PostofficeSettings,
        master: MasterKey,
        shared: SharedParts,
        pixelDesk: PixelDesk,
        withdrawals: WithdrawalTokenKeys,
        logger: Logger
    ) {
        self.settings = settings
        self.master = master
        self.shared = shared
        self.pixelDesk = pixelDesk
        self.withdrawals = withdrawals
        self.logger = logger
        (arrivals, arrival) = AsyncStream.makeStream()
    }

    /// All organizations, by name.
    package var organizations: [Organization] {
        state.withLock { $0.organizations.values.sorted { $0.name < $1.name } }
    }

    /// An organization by its name.
    package func organization(named name: String) -> Organization? {
        state.withLock { $0.organizations[name] }
    }

    /// Makes an organization with a ledger and a first access key of all scopes.
    ///
    /// - Returns: The organization, and the key's text, which is given only here.
    package func createOrganization(named name: String) async throws -> (organization: Organization, accessKey: String)
    {
        guard OrganizationFolder.isName(name) else {
            throw PostofficeError.invalid([
                FieldProblem("name", "is not 1 to 63 characters of a–z, 0–9 and - (no - at an end)")
            ])
        }
        let folder = OrganizationFolder(data: settings.data, name: name)
        guard organization(named: name) == nil, !FileManager.default.fileExists(atPath: folder.path) else {
            throw PostofficeError.exists("an organization of this name")
        }
        try DurableFile.makeFolder(folder.path)
        let made = try await load(name)
        let key = try await createKey(for: made, scopes: Set(AccessScope.allCases), label: "first key")
        return (made, key)
    }

    /// Says where the world reaches the service, once that is known better than when it was opened.
    package func moved(toPublicURL url: String) {
        shared.pixel.publicURL.url = url
    }

    /// Takes a pixel hit; durable when the answer says that it was taken.
    ///
    /// - Parameters:
    ///   - token: The token in the address.
    ///   - hit: What the request said.
    ///   - address: Where it came from; it is not kept.
    ///   - accessKey: The access key that the request showed.
    /// - Returns: What became of it.
    package func takeHit(
        token: some StringProtocol,
        _ hit: PixelHit,
        from address: NetworkAddress? = nil,
        accessKey: Substring? = nil
    ) async -> PixelDesk.Outcome {
        let viewer = accessKey.flatMap { grant(for: $0) }?.organization.ledger.id
        return await pixelDesk.take(token: token, hit: hit, from: address, viewer: viewer) { ledger in
            self.organization(ofLedger: ledger)
        }
    }

    /// Takes note that an organization used the service from an address, for an hour and in memory alone.
    package func noteCaller(_ organization: Organization, from address: NetworkAddress) {
        shared.callers.note(address, of: organization.ledger.id, at: .now())
    }

    /// Follows the ledgers of all organizations, also of those made later, until graceful shutdown.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.recordFloods() }
            group.addTask {
                try? await gracefulShutdown()
                self.arrival.finish()
            }
            for await organization in arrivals {
                group.addTask {
                    do {
                        try await organization.run()
                    } catch {
                        // One organization's trouble must not stop the others; its health shows it.
                        organization.hasStopped.store(true, ordering: .relaxed)
                        organization.logger.error("organization stopped", metadata: ["error": "\(type(of: error))"])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Finishes what waits in all organizations, and closes their files.
    package func close() async {
        for organization in organizations { await organization.close() }
    }

    @discardableResult
    private func load(_ name: String) async throws -> Organization {
        let organization = try await Organization.open(
            name: name,
            folder: OrganizationFolder(data: settings.data, name: name),
            master: master,
            shared: shared,
            logger: logger
        )
        for key in try await organization.keptKeys() { accessKeys.set(key, of: name) }
        state.withLock { state in
            state.organizations[name] = organization
            state.byLedger[organization.ledger.id] = organization
        }
        arrival.yield(organization)
        return organization
    }

    func organization(ofLedger id: OpaqueID) -> Organization? {
        state.withLock { $0.byLedger[id] }
    }

    private func recordFloods() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
            await pixelDesk.recordFloods(at: .now(), isLast: Task.isShuttingDownGracefully) { ledger in
                self.organization(ofLedger: ledger)
            }
        }
    }
}
