import Foundation
import Ledger
import LedgerFiles
import Logging
import Mail

@testable import Postoffice

/// A data folder whose post office can be closed and opened again.
struct KeptFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)").path()

    var organization: String { "\(path)/organizations/acme" }

    /// Opens the folder, making its organization the first time, and follows the ledger while a body runs.
    func open(_ body: (OfficeUnderTest) async throws -> Void) async throws {
        var settings = PostofficeSettings(data: path, publicURL: "https://mail.example.com")
        settings.masterKey = MasterKeySource()
        let office = try await Postoffice.open(
            settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        if office.organization(named: "acme") == nil { _ = try await office.createOrganization(named: "acme") }
        guard let organization = office.organization(named: "acme") else { throw PostofficeError.notFound("acme") }
        let running = Task { try await office.run() }
        do {
            try await body(OfficeUnderTest(office: office, organization: organization))
        } catch {
            running.cancel()
            _ = try? await running.value
            await office.close()
            throw error
        }
        running.cancel()
        _ = try? await running.value
        await office.close()
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The files under the folder that hold some bytes, by name.
    func files(holding text: String) throws -> [String] {
        let wanted = Data(text.utf8)
        let all = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
        return all.filter { name in
            guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else { return false }
            return bytes.range(of: wanted) != nil
        }.sorted()
    }

    /// Copies a part of the organization's folder aside; gives what puts it back.
    func keep(_ names: [String]) throws -> () throws -> Void {
        let aside = "\(path)-aside-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(atPath: "\(organization)/\(name)", toPath: "\(aside)/\(name)")
        }
        return {
            for name in names {
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: "\(organization)/\(name)\(suffix)")
                }
                try FileManager.default.moveItem(atPath: "\(aside)/\(name)", toPath: "\(organization)/\(name)")
            }
            try FileManager.default.removeItem(atPath: aside)
        }
    }
}
