import Glibc

/// A call of the operating system on a file or folder that failed.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, for example `open`.
    package let operation: String
    /// The file or folder.
    package let path: String
    /// The operating system's number of the error.
    package let code: Int32

    /// Takes the number of the error over from the call that just failed.
    init(_ operation: String, _ path: String) {
        self.operation = operation
        self.path = path
        self.code = errno
    }

    init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// What was tried, on what, and why it failed.
    package var description: String {
        "cannot \(operation) \(path): \(String(cString: strerror(code)))"
    }
}
