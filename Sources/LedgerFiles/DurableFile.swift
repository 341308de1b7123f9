import Glibc

/// Files that are either there, whole and durable, or not there.
///
/// Every call blocks, and none belongs on a thread of the cooperative pool.
package enum DurableFile {
    /// Writes a file in place of an earlier one; it is durable on return.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        try place(bytes, at: path, staging: "\(path).\(UInt64.random(in: .min ... .max)).new")
        try syncFolder(folder(of: path))
    }

    /// A file's bytes, nil if there is no such file.
    ///
    /// - Throws: ``FileError`` with `EFBIG` if it is longer than `limit`.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try OpenFile(path, O_RDONLY)
            let size = Int(try file.status().st_size)
            guard size <= limit else { throw FileError("read", path, code: EFBIG) }
            return try file.read(limit: size)
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    /// Makes a finished file durable and gives it its name, in place of an earlier one.
    package static func adopt(_ draft: String, as path: String) throws(FileError) {
        try OpenFile(draft, O_RDONLY).sync()
        guard rename(draft, path) == 0 else { throw FileError("rename to", path) }
        try syncFolder(folder(of: path))
    }

    /// Makes a folder, for its owner only, unless it is there, and the entry in the folder above durable.
    package static func makeFolder(_ path: String) throws(FileError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileError("make the folder", path) }
        // Also when it was there: whoever made it may not have come this far.
        try syncFolder(folder(of: path))
    }

    /// Makes a folder that may be there already, with the folders above it that are missing; what it makes is durable.
    ///
    /// A folder that is there is left alone, with those above it, which may be others' and not to be opened.
    package static func makeFolders(_ path: String) throws(FileError) {
        if access(path, F_OK) == 0 { return }
        let above = folder(of: path)
        if above != path { try makeFolders(above) }
        try makeFolder(path)
    }

    /// Makes the entries of a folder durable.
    package static func syncFolder(_ path: String) throws(FileError) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).sync()
    }

    /// Writes and syncs a file under another name first and gives it its name then; the folder is not synced yet.
    static func place(_ bytes: [UInt8], at path: String, staging: String) throws(FileError) {
        do throws(FileError) {
            try stage(bytes, at: staging)
            guard rename(staging, path) == 0 else { throw FileError("rename to", path) }
        } catch {
            unlink(staging)
            throw error
        }
    }

    /// Gives a file its name only if no file has it.
    ///
    /// - Returns: Whether it got the name; false if there was one.
    package static func placeFirst(_ bytes: [UInt8], at path: String) throws(FileError) -> Bool {
        let staging = "\(path).\(UInt64.random(in: .min ... .max)).new"
        try stage(bytes, at: staging)
        defer { unlink(staging) }
        guard link(staging, path) == 0 else {
            if errno == EEXIST { return false }
            throw FileError("make", path)
        }
        try syncFolder(folder(of: path))
        return true
    }

    /// The folder that a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func stage(_ bytes: [UInt8], at path: String) throws(FileError) {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
        do throws(FileError) {
            try file.write(bytes)
            try file.sync()
        } catch {
            unlink(path)
            throw error
        }
    }
}
