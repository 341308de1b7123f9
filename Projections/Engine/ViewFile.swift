import Foundation
import GRDB
import Ledger

/// The file of one view, in one folder, at one version.
struct ViewFile: Sendable {
    let folder: String
    let name: String
    let version: Int

    init<P: Projection>(folder: String, of projection: P.Type) {
        self.folder = folder
        self.name = P.name
        self.version = P.version
    }

    var path: String { "\(folder)/\(name)-v\(version).sqlite" }

    /// The file in which a view is built without what was erased.
    static func purgePath(of path: String) -> String { "\(path).purge" }

    /// Opens the file, making it with its tables where it is missing.
    ///
    /// Blocks.
    func open<P: Projection>(
        _ projection: P.Type,
        ledger: OpaqueID,
        epoch: Int,
        purged: Int64
    ) throws -> (DatabasePool, ViewState?) {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // SQLite gives the files beside it (-wal, -shm) the mode of the main file.
        if !FileManager.default.fileExists(atPath: path) {
            let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: permissions) else {
                throw ViewError.notWritable(path: path)
            }
        }
        try Self.removeFiles(Self.purgePath(of: path))
        let pool = try DatabasePool(path: path, configuration: Self.configuration(label: name))
        let state = try pool.write { db in
            if try db.schemaIsEmpty {
                try Self.makeTables(projection, ledger: ledger, epoch: epoch, purged: purged, in: db)
            }
            return try ViewState.load(db)
        }
        return (pool, state)
    }

    /// Opens the file for reading; throws where there is none, or it is no view.
    func openForReading() throws -> (DatabasePool, ViewState) {
        var configuration = Self.configuration(label: name)
        configuration.readonly = true
        let pool = try DatabasePool(path: path, configuration: configuration)
        guard let state = try pool.read({ db in try ViewState.load(db) }) else { throw ViewError.unusable(name) }
        return (pool, state)
    }

    static func makeTables<P: Projection>(
        _ projection: P.Type,
        ledger: OpaqueID,
        epoch: Int,
        purged: Int64 = 0,
        in db: Database
    ) throws {
        try ViewState.createTable(db)
        try P.createTables(db)
        var state = ViewState(name: P.name, version: P.version, ledger: ledger, epoch: epoch, size: 0, last: nil)
        state.purged = purged
        try state.insert(db)
    }

    /// Deletes the file.
    ///
    /// It is not set aside: a view holds personal data, and an erasure would not find it there. Blocks.
    func remove() throws {
        try Self.removeFiles(Self.purgePath(of: path))
        try Self.removeFiles(path)
    }

    /// Deletes a SQLite file and those beside it, where they are.
    static func removeFiles(_ path: String) throws {
        for suffix in ["-wal", "-shm", "-journal", ""] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// Deletes the view's files of all other versions, and tells which there were.
    ///
    /// Blocks.
    func removeOtherVersions() throws -> [Int] {
        let prefix = "\(name)-v"
        let versions = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { file -> Int? in
            guard file.hasPrefix(prefix), file.hasSuffix(".sqlite") else { return nil }
            return Int(file.dropFirst(prefix.count).dropLast(".sqlite".count))
        }
        let others = versions.filter { $0 != version }.sorted()
        for other in others { try Self(folder: folder, name: name, version: other).remove() }
        return others
    }

    private init(folder: String, name: String, version: Int) {
        self.folder = folder
        self.name = name
        self.version = version
    }

    static func configuration(label: String) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "view.\(label)"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA secure_delete = ON")
            }
        }
        return configuration
    }
}

extension Database {
    fileprivate var schemaIsEmpty: Bool {
        get throws { try Int.fetchOne(self, sql: "SELECT count(*) FROM sqlite_schema") == 0 }
    }
}
